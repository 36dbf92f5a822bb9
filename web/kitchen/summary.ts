/** Sentences about what is shown now. */

import { measured } from "../lens.ts";
import type { Decisions, Scored } from "../wire.ts";
import { best, nameOf } from "./lineup.ts";
import { pct } from "./plates/plate.ts";
import * as state from "./state.ts";

const accuracy = (score: Scored | undefined) => measured(score)?.accuracy ?? Number.NaN;

/** How members, ensemble and soup do. */
export function summary(): string {
  const now = state.history.value.at(-1);
  const view = state.view.value;
  if (!now || !view) return "";
  const top = best();
  const left = view.diverged.filter((at) => at > 0).length;
  if (top === undefined) return `Step ${now.step}. Every member has diverged: the learning rate is too large.`;
  const scores = view.scores.filter((_, m) => view.diverged[m] === 0).map(accuracy);
  const mean = scores.reduce((sum, one) => sum + one, 0) / scores.length;
  const soup = measured(now.value.soup);
  const luck = soup ? ((soup.high - soup.low) / 2) * 100 : 0;
  const out =
    left > 0
      ? ` ${left === 1 ? "One member" : `${left} members`} diverged and ${left === 1 ? "is" : "are"} left out.`
      : "";
  const rows = state.spec.value.test.toLocaleString("en");
  return (
    `Step ${now.step.toLocaleString("en")}. Soup ${pct(accuracy(now.value.soup))}, ensemble ${pct(accuracy(now.value.ensemble))}, ` +
    `best member ${pct(accuracy(view.scores[top]))} (m${top + 1}), members’ mean ${pct(mean)}, on ${rows} test ${state.set.value.row}, one seed. ` +
    `The choice of test ${state.set.value.row} alone can move each number by ±${luck.toFixed(1)} points.${out}`
  );
}

/** How what the hand has made does. */
export function madeWords(): string {
  const { of, score } = state.made.value;
  if (!score) return "";
  if ("refused" in score) return score.refused;
  const name = nameOf(of);
  const ensemble = accuracy(state.history.value.at(-1)?.value.ensemble);
  const gap = (score.accuracy - ensemble) * 100;
  const passes = score.passes === 1 ? "one forward pass" : `${score.passes} forward passes`;
  const against =
    of.kind === "ensemble" || !Number.isFinite(gap)
      ? ""
      : Math.abs(gap) < 0.05
        ? " The ensemble has the same."
        : ` The ensemble has ${Math.abs(gap).toFixed(1)} points ${gap < 0 ? "more" : "less"}.`;
  return `${name[0]?.toUpperCase()}${name.slice(1)}: ${pct(score.accuracy)} [${(score.low * 100).toFixed(1)}, ${(score.high * 100).toFixed(1)}], ${passes}.${against}`;
}

/** What a map shows, in words. */
export function mapWords(name: string, map: Decisions | undefined, score?: Scored): string {
  if (!map) return `The map of ${name}, not drawn yet.`;
  const area = new Map<number, number>();
  for (const winner of map.winner) area.set(winner, (area.get(winner) ?? 0) + 1);
  const { classes, row } = state.set.value;
  const parts = [...area]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([winner, count]) => `${classes[winner] ?? winner} ${Math.round((100 * count) / map.winner.length)} %`);
  const right = measured(score) ? ` Right on ${pct(accuracy(score))} of the test ${row}.` : "";
  return `Decisions of ${name}: of the area shown, ${parts.join(", ")}.${right}`;
}
