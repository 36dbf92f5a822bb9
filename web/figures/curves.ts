/** The figures of the page, from its state. */

import { computed } from "@preact/signals-core";
import type { At } from "../state.ts";
import * as state from "../state.ts";
import type { Standing } from "../wire.ts";
import { accuracyDomain, type CurveFigure, number, percent0, type Role, type Series } from "./figure.ts";
import { best, lineWords, measured, shiftWords } from "./words.ts";

const accuracy = (values: Iterable<number>, least?: number) => ({
  label: "accuracy",
  domain: accuracyDomain(values, least),
  format: percent0,
});
const rows = () => `${state.chosenRecipe.value.rows} test ${state.chosenRecipe.value.row}`;

/** Accuracy along the line between two members. */
export const along = computed<CurveFigure | undefined>(() => {
  const between = state.between.value;
  const view = state.view.value;
  if (!between || !view) return undefined;
  const y = between.value.map((score) => (Number.isFinite(score.loss) ? score.accuracy : Number.NaN));
  const top = best(view.standing, view.diverged);
  const series: Series[] = [{ id: "mixed", role: "soup", label: "mixture", x: state.PLACES, y }];
  if (top) {
    const level = top.score.accuracy;
    series.unshift({ id: "best", role: "single", label: "best one", x: [0, 1], y: [level, level] });
  }
  const { a, b } = between;
  const domain = accuracyDomain(series.flatMap((one) => [...Array.from(one.y)]));
  return {
    id: "along",
    title: "Accuracy between two members",
    caption: `${state.PLACES.length} mixtures of the weights, each counted on ${rows()}.`,
    sentence: `Step ${between.step}. ${lineWords(a, b, between.value)}`,
    x: { label: `share of m${b + 1} in the weights`, domain: [0, 1], format: number },
    y: { label: "accuracy", domain, format: percent0 },
    series,
    present: state.mix.value.t,
  };
});

/** Accuracy against the severity of a shift. */
export const severity = computed<CurveFigure | undefined>(() => {
  const sweep = state.sweep.value;
  if (!sweep) return undefined;
  const series = standings(
    sweep.value.map((_, i) => i),
    sweep.value,
    true,
  );
  return {
    id: "severity",
    title: "Accuracy under shift",
    caption: `The same ${rows()}, changed more and more; the same changes for every model.`,
    sentence: shiftWords(sweep.step, state.shift.value, sweep.value),
    x: { label: `severity of ${state.shift.value}`, domain: [0, 5], format: (value) => String(value) },
    y: accuracy(series.flatMap((one) => Array.from(one.y))),
    series,
  };
});

/** Accuracy while training. */
export const progress = computed<CurveFigure | undefined>(() => {
  const past = state.history.value;
  const view = state.view.value;
  if (past.length === 0 || !view) return undefined;
  const series = standings(
    past.map(({ step }) => step),
    past.map(({ value }) => value),
    false,
  );
  return {
    id: "progress",
    title: "Accuracy while training",
    caption: `Counted on ${rows()} whenever the members were looked at.`,
    sentence: measured(view.step, view.standing, view.diverged, state.chosenRecipe.value),
    x: { label: "step", domain: [0, state.spec.value.steps], format: number },
    y: accuracy(series.flatMap((one) => Array.from(one.y))),
    series,
  };
});

/** The members' losses while training. */
export const loss = computed<CurveFigure | undefined>(() => {
  const past = thinned(state.losses.value);
  if (past.length === 0) return undefined;
  const members = past[0]?.value.length ?? 0;
  const x = past.map(({ step }) => step);
  const lines = Array.from({ length: members }, (_, member) => past.map(({ value }) => value[member] ?? Number.NaN));
  const last = lines.map((line) => line.at(-1) ?? Number.NaN).filter(Number.isFinite);
  const highest = Math.max(0.1, ...lines.flat().filter(Number.isFinite));
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  return {
    id: "loss",
    title: "Loss while training",
    caption: "Cross-entropy of each member on its own batches, the mean over a few steps.",
    sentence: `After step ${x.at(-1)} the members’ losses lie between ${number(Math.min(...last))} and ${number(Math.max(...last))}, mean ${number(mean)}.`,
    x: { label: "step", domain: [0, state.spec.value.steps], format: number },
    y: { label: "loss", domain: [0, Math.min(highest, 4)], format: number },
    series: lines.map((y, i) => ({
      id: `m${i + 1}`,
      role: "member",
      label: i === 0 ? "members" : `m${i + 1}`,
      x,
      y,
      named: i === 0,
    })),
  };
});

/** Members, ensemble and soup at several places. */
function standings(x: number[], all: readonly Standing[], marked: boolean): Series[] {
  const out = state.view.value?.diverged ?? [];
  const count = all[0]?.members.length ?? 0;
  const members = Array.from({ length: count }, (_, i): Series => {
    const y = all.map((one) => ((out[i] ?? 0) > 0 ? Number.NaN : (one.members[i]?.accuracy ?? Number.NaN)));
    return { id: `m${i + 1}`, role: "member", label: i === 0 ? "members" : `m${i + 1}`, x, y, named: i === 0 };
  });
  const together = (role: Role & ("ensemble" | "soup")): Series => {
    const y = all.map((one) => (Number.isFinite(one[role].loss) ? one[role].accuracy : Number.NaN));
    return { id: role, role, label: role, x, y, marked };
  };
  return [...members, together("ensemble"), together("soup")];
}

/** At most 150 records: the mean of those that fall together. */
function thinned(records: At<Float32Array>[]): At<Float32Array>[] {
  const size = Math.ceil(records.length / 150);
  if (size <= 1) return records;
  const out: At<Float32Array>[] = [];
  for (let i = 0; i + size <= records.length; i += size) {
    const part = records.slice(i, i + size);
    const last = part.at(-1);
    if (!last) continue;
    const mean = last.value.map((_, k) => part.reduce((sum, { value }) => sum + (value[k] ?? 0), 0) / size);
    out.push({ step: last.step, value: mean });
  }
  return out;
}
