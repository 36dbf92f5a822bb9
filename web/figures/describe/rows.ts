/** Horizontal charts and distributions in words. */

import { quantileSorted } from "d3-array";
import { msg, plural, str } from "../../language/message.ts";
import { list } from "../../language/number.ts";
import { say } from "../axis.ts";
import type { Words } from "../describe.ts";
import type { FigureSpec, Series } from "../figure.ts";
import { interval } from "../marks/curve.ts";
import { nameAt, nameOf } from "../role.ts";
import { best, capital, places } from "./phrase.ts";

/** Rows that are told one by one. */
const TOLD = 12;

/** One measure a row, with intervals. */
export function dotWords(spec: FigureSpec): Words {
  const all = spec.series ?? [];
  const top = best(spec, all);
  const said = (one: Series, i: number) => `${nameAt(one, i)} ${say(spec.y, one.y[i] ?? 0)}${interval(spec, one, i)}`;
  const rows = all.flatMap((one) => places(one).map((i) => said(one, i)));
  const label = capital(spec.y?.label ?? "");
  const short = top ? msg(str`${label}, ${top.word}: ${said(top.series, top.index)}.`) : label;
  return [short, `${capital(list(rows.slice(0, TOLD)))}.`];
}

/** Counts, sizes, costs. */
export function barWords(spec: FigureSpec): Words {
  const rows = (spec.series ?? []).flatMap((one) =>
    places(one).map((i) => ({ name: one.names?.[i] ?? nameOf(one), value: one.y[i] ?? 0 })),
  );
  const sorted = [...rows].sort((a, b) => b.value - a.value);
  const [most, least] = [sorted[0], sorted.at(-1)];
  const said = (one: { name: string; value: number } | undefined) =>
    one ? `${one.name}, ${say(spec.y, one.value)}` : "";
  const label = capital(spec.y?.label ?? "");
  return [
    msg(str`${label}. Most: ${said(most)}; least: ${said(least)}.`),
    `${capital(list(rows.slice(0, TOLD).map(said)))}.`,
  ];
}

/** Shares of a whole. */
export function stackWords(spec: FigureSpec): Words {
  const { parts, rows } = spec.stack ?? { parts: [], rows: [] };
  const axis = { format: ".0%", ...spec.x };
  const largest = (values: ArrayLike<number>) =>
    parts.map((_, i) => i).reduce((a, b) => (Math.abs(values[b] ?? 0) > Math.abs(values[a] ?? 0) ? b : a), 0);
  const short = rows.slice(0, 3).map(({ label, values }) => {
    const i = largest(values);
    return msg(str`${capital(label)}: mostly ${parts[i] ?? ""}, ${say(axis, values[i] ?? 0)}.`);
  });
  const more = rows.slice(0, TOLD).map(({ label, values }) => {
    const all = parts.map((part, i) => `${part} ${say(axis, values[i] ?? 0)}`);
    return msg(str`${capital(label)}: ${list(all)}.`);
  });
  return [short.join(" "), more.join(" ")];
}

function sorted(one: Series): number[] {
  return Array.from(one.y)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
}

/** Points of a distribution. */
export function stripWords(spec: FigureSpec): Words {
  const all = (spec.series ?? [])
    .map((one) => ({ one, values: sorted(one) }))
    .filter(({ values }) => values.length > 0);
  const at = (values: number[], share: number) => say(spec.y, quantileSorted(values, share) ?? Number.NaN);
  const short = all.map(({ one, values }) => msg(str`${capital(nameOf(one))}: median ${at(values, 0.5)}.`));
  const more = all.map(({ one, values }) =>
    msg(
      str`${capital(nameOf(one))}: half lie between ${at(values, 0.25)} and ${at(values, 0.75)}, all ${values.length} between ${at(values, 0)} and ${at(values, 1)}.`,
    ),
  );
  return [`${capital(spec.y?.label ?? "")}. ${short.join(" ")}`, more.join(" ")];
}

/** Many values, and how many lie outside of the axis. */
export function histogramWords(spec: FigureSpec): Words {
  const all = (spec.series ?? []).filter((one) => one.role !== "reference");
  const [short] = stripWords({ ...spec, series: all });
  const [, more] = stripWords({ ...spec, series: all });
  const [low, high] = spec.y?.domain ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const out = all.reduce((sum, one) => sum + sorted(one).filter((value) => value < low || value > high).length, 0);
  const lost = plural(out, {
    one: msg(str`${out} value lies outside of the axis.`),
    other: msg(str`${out} values lie outside of the axis.`),
  });
  return [short, out > 0 ? `${more} ${lost}` : more];
}
