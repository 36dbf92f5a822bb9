/** The table of everyone: clean, shifted, attacked, how sure, at which cost. */

import { msg, str } from "../../language/message.ts";
import { fixed, number } from "../../language/number.ts";
import { measured } from "../../lens.ts";
import type { Dish, Question } from "../../wire.ts";
import { everyone, nameOf, stars } from "../lineup.ts";
import { specOf } from "../manifest.ts";
import { attacked, attackOf, onTest } from "../order.ts";
import { rowsOf } from "../rows.ts";
import * as state from "../state.ts";
import { counted, of, type Plate, pct, shiftWords, whyNot } from "./plate.ts";

/** A number as it was set. */
const PLAIN = { maximumSignificantDigits: 12, useGrouping: false };

const key = (dish: Dish) => JSON.stringify(dish);

/** The table. */
export const table: Plate = {
  id: "table",
  questions() {
    const all = everyone().map((player) => player.of);
    const { severity, shift } = state.controls.value;
    return [
      { ask: "score", of: all, on: onTest(state.controls.value) },
      ...(shift === "none"
        ? []
        : [{ ask: "score" as const, of: all, on: onTest(state.controls.value, Number(severity)) }]),
      attacking(all),
    ];
  },
  figure(answers) {
    const [clean, shifted] = of(answers, "score");
    if (!clean) return undefined;
    const [attack] = of(answers, "attack");
    const broken = new Map(attack?.question.of.map((dish, i) => [key(dish), attack.answer.accuracy[i]?.[0] ?? null]));
    const moved = new Map(shifted?.question.of.map((dish, i) => [key(dish), shifted.answer[i]]));
    const refused: string[] = [];
    const rows = clean.question.of.flatMap((dish, i) => {
      const score = clean.answer[i];
      const it = measured(score);
      if (!it) {
        if (score && "refused" in score) refused.push(msg(str`${nameOf(dish)}: ${whyNot(dish, score.refused)}`));
        return [];
      }
      const other = measured(moved.get(key(dish)))?.accuracy ?? null;
      const interval = msg(str`${fixed(it.low * 100, 1)} to ${fixed(it.high * 100, 1)}`);
      return [
        [
          nameOf(dish),
          it.accuracy,
          interval,
          other,
          broken.get(key(dish)) ?? null,
          it.nll,
          it.ece,
          it.passes,
          it.parameters,
        ],
      ];
    });
    const ranked = [...rows].sort((a, b) => Number(b[1]) - Number(a[1]));
    const [top] = ranked;
    const about = msg(
      str`Shifted: ${shiftWords()}. Attacked: ${attackWords()} (–: not attacked). Intervals are Wilson’s.`,
    );
    const all = refused.reduce((before, one) => (before ? msg(str`${before}; ${one}`) : one), "");
    const impossible = msg(str`Not possible now: ${all}`);
    return {
      id: "table",
      kind: "table",
      title: msg("Every model and combination"),
      sentence: top
        ? msg(str`Best on the ${rowsOf("test")}: ${top[0]}, ${pct(Number(top[1]))} (95 % interval ${top[2]}).`)
        : "",
      caption: counted(answers, [about, refused.length > 0 ? impossible : ""].filter(Boolean).join(" ")),
      columns: [
        { label: msg("model") },
        { label: msg("accuracy"), align: "right", format: ".1%" },
        { label: msg("95 % interval"), align: "right" },
        { label: msg("shifted"), align: "right", format: ".1%" },
        { label: msg("attacked"), align: "right", format: ".1%" },
        { label: msg("NLL"), align: "right", format: ".3f" },
        { label: msg("ECE"), align: "right", format: ".3f" },
        { label: msg("passes"), align: "right", format: "," },
        { label: msg("parameters"), align: "right", format: "," },
      ],
      rows,
    };
  },
};

/** The attack of those who are compared most: half as large as the largest that is looked at. */
export function attacking(all: Dish[]): Question<"attack"> & { ask: "attack" } {
  const others = stars().flatMap(({ of }) => (of.kind === "member" ? [] : [of]));
  const half = Number(state.controls.value.epsilon) / 2;
  return { ask: "attack", ...attackOf(state.controls.value, [...members(all), ...others], [half]) };
}

/** What it does, on how many rows. */
export function attackWords(): string {
  const { epsilon, norm, attackSteps } = state.controls.value;
  const normed = specOf("norm").options?.find(({ id }) => id === norm)?.label ?? norm;
  const [size, rows] = [number(Number(epsilon) / 2, PLAIN), attacked(state.controls.value)];
  const how = Number(attackSteps) === 1 ? "FGSM" : msg(str`PGD, ${attackSteps} steps`);
  return msg(str`${how}, ${normed}, ε ${size}, on ${rows} rows`);
}

function members(all: Dish[]): Dish[] {
  return all.filter((dish) => dish.kind === "member").slice(0, 16);
}
