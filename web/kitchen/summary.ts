/** Sentences about what is shown now. */

import { msg, plural, str } from "../language/message.ts";
import { fixed, number } from "../language/number.ts";
import { measured } from "../lens.ts";
import type { Decisions, Scored } from "../wire.ts";
import { best, nameOf } from "./lineup.ts";
import { apart, pct, whyNot } from "./plates/plate.ts";
import { rowsOf } from "./rows.ts";
import * as state from "./state.ts";

const accuracy = (score: Scored | undefined) => measured(score)?.accuracy ?? Number.NaN;

/** How members, ensemble and soup do. */
export function summary(): string {
  const now = state.history.value.at(-1);
  const view = state.view.value;
  if (!now || !view) return "";
  const top = best();
  const left = view.diverged.filter((at) => at > 0).length;
  if (top === undefined) return msg(str`Step ${now.step}. Every member has diverged: the learning rate is too large.`);
  const scores = view.scores.filter((_, m) => view.diverged[m] === 0).map(accuracy);
  const mean = scores.reduce((sum, one) => sum + one, 0) / scores.length;
  const soup = measured(now.value.soup);
  const luck = fixed(soup ? ((soup.high - soup.low) / 2) * 100 : 0, 1);
  const [together, apart] = [pct(accuracy(now.value.soup)), pct(accuracy(now.value.ensemble))];
  const [single, all] = [pct(accuracy(view.scores[top])), pct(mean)];
  const test = rowsOf("test");
  const rows = `${number(state.spec.value.test)} ${test}`;
  const out = plural(left, {
    one: msg("One member diverged and is left out."),
    other: msg(str`${number(left)} members diverged and are left out.`),
  });
  return [
    msg(
      str`Step ${number(now.step)}. Soup ${together}, ensemble ${apart}, best member ${single} (m${top + 1}), members’ mean ${all}, on ${rows}, one seed.`,
    ),
    msg(str`The choice of ${test} alone can move each number by ±${luck} points.`),
    left > 0 && out,
  ]
    .filter(Boolean)
    .join(" ");
}

/** How what the hand has made does. */
export function madeWords(): string {
  const { of, score } = state.made.value;
  if (!score) return "";
  if ("refused" in score) return whyNot(of, score.refused);
  const name = nameOf(of);
  const ensemble = accuracy(state.history.value.at(-1)?.value.ensemble);
  const gap = apart(ensemble, score.accuracy);
  const passes = plural(score.passes, {
    one: msg("one forward pass"),
    other: msg(str`${score.passes} forward passes`),
  });
  const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const [low, high] = [fixed(score.low * 100, 1), fixed(score.high * 100, 1)];
  const made = msg(str`${title}: ${pct(score.accuracy)} [${low}, ${high}], ${passes}.`);
  if (of.kind === "ensemble" || !Number.isFinite(gap)) return made;
  const points = fixed(Math.abs(gap), 1);
  if (Math.abs(gap) < 0.05) return `${made} ${msg("The ensemble has the same.")}`;
  return `${made} ${gap < 0 ? msg(str`The ensemble has ${points} points more.`) : msg(str`The ensemble has ${points} points less.`)}`;
}

/** What a map shows, in words. */
export function mapWords(name: string, map: Decisions | undefined, score?: Scored): string {
  if (!map) return msg(str`The map of ${name}, not drawn yet.`);
  const area = new Map<number, number>();
  for (const winner of map.winner) area.set(winner, (area.get(winner) ?? 0) + 1);
  const { classes } = state.set.value;
  const parts = [...area]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([winner, count]) =>
      msg(str`${classes[winner] ?? winner} ${Math.round((100 * count) / map.winner.length)} %`),
    );
  const shown = msg(str`Decisions of ${name}: of the area shown, ${parts.join(", ")}.`);
  return measured(score) ? `${shown} ${msg(str`Right on ${pct(accuracy(score))} of the ${rowsOf("test")}.`)}` : shown;
}
