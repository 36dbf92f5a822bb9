/** Accuracy and loss against steps: each member, their mean with its band, ensemble, soup, student. */

import type { FigureSpec, Series } from "../../figures/figure.ts";
import { msg, str } from "../../language/message.ts";
import { fixed } from "../../language/number.ts";
import { measured } from "../../lens.ts";
import type { Scored } from "../../wire.ts";
import * as state from "../state.ts";
import { chance, counted, type Plate, pct } from "./plate.ts";

const accuracy = (score: Scored | undefined) => measured(score)?.accuracy ?? Number.NaN;

/** A mean and its 95 % interval by Student's t. */
function band(values: number[]): [number, number, number] {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  const mean = finite.reduce((sum, one) => sum + one, 0) / n;
  const variance = finite.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, n - 1);
  const half = n > 1 ? quantile(n - 1) * Math.sqrt(variance / n) : 0;
  return [mean, mean - half, mean + half];
}

/** The 97.5 % quantile of Student's t: for few degrees of freedom by table, else by its expansion around the normal's. */
function quantile(degrees: number): number {
  const few = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
  const z = 1.95996;
  return (
    few[degrees - 1] ?? z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
  );
}

/** A line for each member and, at last, their mean with its band; nothing where there are none. */
function averaged(x: number[], rows: number[][]): (Series & { y: number[] })[] {
  const count = rows[0]?.length ?? 0;
  if (count === 0) return [];
  const member = (_: unknown, m: number) => ({
    ...{ id: `m${m + 1}`, role: "member" as const, label: `m${m + 1}`, x },
    y: rows.map((row) => row[m] ?? Number.NaN),
  });
  const bands = rows.map(band);
  return [
    ...Array.from({ length: count }, member),
    {
      ...{ id: "mean", role: "single", label: msg("members’ mean"), x, n: count, interval: "t95" },
      y: bands.map(([mean]) => mean),
      // What is averaged is never below 0, and neither is the mean.
      lo: bands.map(([, low]) => Math.max(0, low)),
      hi: bands.map(([, , high]) => high),
    },
  ];
}

/** The student's line; nothing where there is none. */
function pupil(at: readonly { step: number }[], y: number[]): Series[] {
  if (at.length === 0) return [];
  return [{ id: "student", role: "student", label: msg("student"), x: at.map(({ step }) => step), y }];
}

/** Accuracy against steps. */
export const training: Plate = {
  id: "training",
  isLight: true,
  questions: () => [],
  figure(): FigureSpec | undefined {
    const past = state.history.value;
    if (past.length === 0) return undefined;
    const x = past.map(({ step }) => step);
    const members = averaged(
      x,
      past.map(({ value }) => value.members.map(accuracy)),
    );
    const line = (role: "ensemble" | "soup"): Series => ({
      id: role,
      role,
      label: role === "soup" ? msg("soup") : msg("ensemble"),
      x,
      y: past.map(({ value }) => accuracy(value[role])),
    });
    const taught = state.student.value.history;
    const now = past.at(-1)?.value;
    return {
      id: "training",
      kind: "curve",
      title: msg("Accuracy while training"),
      sentence: msg(
        str`Step ${x.at(-1)}: members’ mean ${pct(members.at(-1)?.y.at(-1) ?? Number.NaN)}, ensemble ${pct(accuracy(now?.ensemble))}, soup ${pct(accuracy(now?.soup))}.`,
      ),
      caption: counted([], msg("The band is the 95 % interval of the members’ mean (Student’s t).")),
      x: { label: msg("step"), format: ",", domain: [0, Math.max(state.last.value, ...x)] },
      y: { label: msg("accuracy"), format: ".0%", chance: chance() },
      series: [
        ...members,
        line("ensemble"),
        line("soup"),
        ...pupil(
          taught,
          taught.map(({ value }) => value.accuracy),
        ),
      ],
      present: { x: state.step.value },
    };
  },
};

/** Loss against steps. */
export const loss: Plate = {
  id: "loss",
  isLight: true,
  questions: () => [],
  figure(): FigureSpec | undefined {
    const past = thin(state.losses.value);
    const taught = thin(state.student.value.losses);
    if (past.length === 0 && taught.length === 0) return undefined;
    const x = past.map(({ step }) => step);
    const members = averaged(
      x,
      past.map(({ value }) => [...value]),
    );
    const last = members.at(-1)?.y.at(-1);
    return {
      id: "loss",
      kind: "curve",
      title: msg("Loss while training"),
      sentence:
        last !== undefined
          ? msg(str`Members’ mean loss ${fixed(last, 3)} at step ${x.at(-1)}.`)
          : msg(str`The student’s loss at step ${taught.at(-1)?.step}.`),
      caption: msg("Loss on training batches, averaged over a few steps. The student’s is of its own kind."),
      x: { label: msg("step"), format: "," },
      y: { label: msg("loss"), format: ".2f" },
      series: [
        ...members,
        ...pupil(
          taught,
          taught.map(({ value }) => value),
        ),
      ],
    };
  },
};

/** At most 120 entries, evenly chosen, the last one among them. */
function thin<T>(all: readonly T[]): T[] {
  const every = Math.ceil(all.length / 120) || 1;
  return all.filter((_, i) => (all.length - 1 - i) % every === 0);
}
