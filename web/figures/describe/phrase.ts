/** Parts of sentences about figures. */

import { msg, plural, str } from "../../language/message.ts";
import type { AxisSpec, FigureSpec, Series } from "../figure.ts";
import { nameOf } from "../role.ts";

/** With a capital letter; Greek ones are symbols and stay. */
export const capital = (text: string): string => text.replace(/^\p{Script=Latin}/u, (letter) => letter.toUpperCase());

/** The points that a series has. */
export const places = (one: Series): number[] =>
  Array.from({ length: one.y.length }, (_, i) => i).filter((i) => Number.isFinite(one.y[i] ?? Number.NaN));

/** How many points a series has. */
export function counted(one: Series): string {
  const [name, n] = [nameOf(one), places(one).length];
  return plural(n, { one: msg(str`${name}: ${n} point`), other: msg(str`${name}: ${n} points`) });
}

/** Which end of a measure is the good one. */
export function better(axis: AxisSpec | undefined): "high" | "low" {
  return (
    axis?.better ??
    (/loss|error|risk|nll|brier|cost|perte|erreur|risque|coût/i.test(axis?.label ?? "") ? "low" : "high")
  );
}

/** The best point of all series. */
export interface Best {
  name: string;
  /** “highest”, or “lowest” where that is the good end. */
  word: string;
  x: number;
  value: number;
  series: Series;
  index: number;
}

/** The best point; lines that only guide the eye do not count. */
export function best(spec: FigureSpec, all: readonly Series[]): Best | undefined {
  const low = better(spec.y) === "low";
  let found: Best | undefined;
  for (const one of all) {
    if (one.role === "chance" || one.pin) continue;
    for (const i of places(one)) {
      const value = one.y[i] ?? 0;
      if (found && (low ? value >= found.value : value <= found.value)) continue;
      const name = one.names?.[i] ?? nameOf(one);
      found = { name, word: low ? msg("lowest") : msg("highest"), x: one.x[i] ?? i, value, series: one, index: i };
    }
  }
  return found;
}
