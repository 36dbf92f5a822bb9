/** Sentences computed from what figures show. */

import type { Recipe } from "../recipe.ts";
import type { Decisions, Score, Standing } from "../wire.ts";
import { percent } from "./figure.ts";

/** A number in words with its separators. */
const count = (value: number) => new Intl.NumberFormat("en").format(value);

/** The best member: its place and its score; diverged members do not count. */
export function best(standing: Standing, diverged: readonly number[]): { member: number; score: Score } | undefined {
  let found: { member: number; score: Score } | undefined;
  standing.members.forEach((score, member) => {
    if (diverged[member] !== 0 && diverged[member] !== undefined) return;
    if (found === undefined || score.accuracy > found.score.accuracy) found = { member, score };
  });
  return found;
}

/** The mean accuracy of the members that have not diverged. */
export function meanAccuracy(standing: Standing, diverged: readonly number[]): number {
  const finite = standing.members.filter((_, i) => (diverged[i] ?? 0) === 0);
  return finite.reduce((sum, score) => sum + score.accuracy, 0) / finite.length;
}

/** How members, ensemble and soup do. */
export function measured(step: number, standing: Standing, diverged: readonly number[], recipe: Recipe): string {
  const top = best(standing, diverged);
  const left = diverged.filter((at) => at > 0).length;
  const out = left > 0 ? ` ${left === 1 ? "One member" : `${left} members`} diverged and are left out.` : "";
  if (!top) return `Step ${count(step)}. Every member has diverged: the learning rate is too large.`;
  const luck = 1.96 * Math.sqrt((top.score.accuracy * (1 - top.score.accuracy)) / recipe.rows);
  return (
    `Step ${count(step)}. Soup ${percent(standing.soup.accuracy)}, ensemble ${percent(standing.ensemble.accuracy)}, ` +
    `best member ${percent(top.score.accuracy)} (m${top.member + 1}), members’ mean ${percent(meanAccuracy(standing, diverged))}, ` +
    `on ${count(recipe.rows)} test ${recipe.row}, one seed. ` +
    `The choice of test ${recipe.row} alone can move each number by ±${(luck * 100).toFixed(1)} points.${out}`
  );
}

/** What a map shows. */
export function mapWords(name: string, map: Decisions, recipe: Recipe, score?: Score): string {
  const area = new Map<number, number>();
  for (const winner of map.winner) area.set(winner, (area.get(winner) ?? 0) + 1);
  const parts = [...area]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(
      ([winner, points]) => `${recipe.classes[winner] ?? winner} ${Math.round((100 * points) / map.winner.length)} %`,
    );
  const right = score ? ` Right on ${percent(score.accuracy)} of the test ${recipe.row}.` : "";
  return `Decisions of ${name}: of the area shown, ${parts.join(", ")}.${right}`;
}

/** What lies between two members. */
export function lineWords(a: number, b: number, scores: readonly Score[]): string {
  const all = scores.map((score) => score.accuracy);
  const [from, to, middle] = [all[0], all.at(-1), all[(all.length - 1) / 2]];
  const low = Math.min(...all);
  const ends = Math.min(from ?? 0, to ?? 0);
  const dip =
    ends - low > 0.005
      ? `In between it falls to ${percent(low)}: a barrier.`
      : "In between it never falls below its ends by more than half a point: no barrier.";
  return `From m${a + 1}, ${percent(from ?? Number.NaN)}, to m${b + 1}, ${percent(to ?? Number.NaN)}; half way ${percent(middle ?? Number.NaN)}. ${dip}`;
}

/** How much the combinations lose under a shift. */
export function shiftWords(step: number, name: string, standings: readonly Standing[]): string {
  const [clean, last] = [standings[0], standings.at(-1)];
  if (!clean || !last || standings.length < 2) return `Counting under ${name}.`;
  const fall = (of: "soup" | "ensemble") => `${of} ${percent(clean[of].accuracy)} to ${percent(last[of].accuracy)}`;
  return `Step ${count(step)}, under ${name} of severity 0 to ${standings.length - 1}: ${fall("soup")}, ${fall("ensemble")}.`;
}
