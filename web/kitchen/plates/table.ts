/** The table of everyone: clean, shifted, attacked, how sure, at which cost. */

import { measured } from "../../lens.ts";
import type { Dish } from "../../wire.ts";
import { everyone, nameOf, stars } from "../lineup.ts";
import { specOf } from "../manifest.ts";
import { attacked as attackedRows, attackOf, onTest } from "../order.ts";
import * as state from "../state.ts";
import { counted, of, type Plate, pct, shiftWords } from "./plate.ts";

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
        if (score && "refused" in score) refused.push(`${nameOf(dish)}: ${score.refused}`);
        return [];
      }
      const other = measured(moved.get(key(dish)))?.accuracy ?? null;
      const interval = `${(it.low * 100).toFixed(1)} to ${(it.high * 100).toFixed(1)}`;
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
    return {
      id: "table",
      kind: "table",
      title: "Every model and combination",
      sentence: top
        ? `Best on the test ${state.set.value.row}: ${top[0]}, ${pct(Number(top[1]))} (95 % interval ${top[2]}).`
        : "",
      caption: counted(
        answers,
        `Shifted: ${shiftWords()}. Attacked: ${normed}, ε ${Number(epsilon) / 2}, on ${attackedRows(state.controls.value)} rows (–: not attacked). ` +
          `Intervals are Wilson’s. ${refused.length > 0 ? `Not possible now: ${refused.join("; ")}` : ""}`,
      ),
      columns: [
        { label: "model" },
        { label: "accuracy", align: "right", format: ".1%" },
        { label: "95 % interval", align: "right" },
        { label: "shifted", align: "right", format: ".1%" },
        { label: "attacked", align: "right", format: ".1%" },
        { label: "NLL", align: "right", format: ".3f" },
        { label: "ECE", align: "right", format: ".3f" },
        { label: "passes", align: "right", format: "," },
        { label: "parameters", align: "right", format: "," },
      ],
      rows,
    };
  },
};

function members(all: Dish[]): Dish[] {
  return all.filter((dish) => dish.kind === "member").slice(0, 16);
}
