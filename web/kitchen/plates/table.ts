/** The table of everyone: clean, shifted, attacked, how sure, at which cost. */

import { msg, str, translated } from "../../language/message.ts";
import { fixed, number } from "../../language/number.ts";
import { measured } from "../../lens.ts";
import type { Dish } from "../../wire.ts";
import { everyone, nameOf, stars } from "../lineup.ts";
import { specOf } from "../manifest.ts";
import { attacked as attackedRows, attackOf, onTest } from "../order.ts";
import { rowsOf } from "../rows.ts";
import * as state from "../state.ts";
import { counted, of, type Plate, pct, shiftWords } from "./plate.ts";

/** A number as it was set. */
const PLAIN = { maximumSignificantDigits: 12, useGrouping: false };

const key = (dish: Dish) => JSON.stringify(dish);

/** The table. */
export const table: Plate = {
  id: "table",
  questions() {
    const all = everyone().map((player) => player.of);
    const { severity, epsilon, shift } = state.controls.value;
    const attacked = [
      ...members(all),
      ...stars()
        .map((player) => player.of)
        .filter((dish) => dish.kind !== "member"),
    ];
    return [
      { ask: "score", of: all, on: onTest(state.controls.value) },
      ...(shift === "none"
        ? []
        : [{ ask: "score" as const, of: all, on: onTest(state.controls.value, Number(severity)) }]),
      { ask: "attack", ...attackOf(state.controls.value, attacked, [Number(epsilon) / 2]) },
    ];
  },
  figure(answers) {
    const [clean, shifted] = of(answers, "score");
    if (!clean) return undefined;
    const [attack] = of(answers, "attack");
    const attacked = new Map(attack?.question.of.map((dish, i) => [key(dish), attack.answer.accuracy[i]?.[0] ?? null]));
    const moved = new Map(shifted?.question.of.map((dish, i) => [key(dish), shifted.answer[i]]));
    const refused: string[] = [];
    const rows = clean.question.of.flatMap((dish, i) => {
      const score = clean.answer[i];
      const it = measured(score);
      if (!it) {
        if (score && "refused" in score) refused.push(msg(str`${nameOf(dish)}: ${translated(score.refused)}`));
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
          attacked.get(key(dish)) ?? null,
          it.nll,
          it.ece,
          it.passes,
          it.parameters,
        ],
      ];
    });
    const ranked = [...rows].sort((a, b) => Number(b[1]) - Number(a[1]));
    const [top] = ranked;
    const { epsilon, norm } = state.controls.value;
    const normed = specOf("norm").options?.find(({ id }) => id === norm)?.label ?? norm;
    const [size, rowed] = [number(Number(epsilon) / 2, PLAIN), attackedRows(state.controls.value)];
    const about = msg(
      str`Shifted: ${shiftWords()}. Attacked: ${normed}, ε ${size}, on ${rowed} rows (–: not attacked). Intervals are Wilson’s.`,
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

function members(all: Dish[]): Dish[] {
  return all.filter((dish) => dish.kind === "member").slice(0, 16);
}
