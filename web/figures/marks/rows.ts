/** What charts with one row a name share: the names at the left, an axis below. */

import { type Domain, type Scale, scaleOf } from "../axis.ts";
import type { AxisSpec, FigureSpec, Series } from "../figure.ts";
import { below, hair, type Look, textWidth } from "../frame.ts";
import { wrapped } from "../labels.ts";
import { token } from "../role.ts";
import { type Shape, words } from "../shape.ts";

/** Pixels of a row. */
export const ROW = 28;
/** Pixels of the axis and its name. */
export const AXIS = 44;
const TOP = 6;
/** Shares of the width that names may have: the first with which each is whole in two lines. */
const ROOMS = [0.34, 0.42, 0.5];

/** The height of rows over an axis. */
export const heightOf = (count: number, row = ROW): number => TOP + Math.max(1, count) * row + AXIS;

/** Rows laid out. */
export interface Rows {
  left: number;
  right: number;
  top: number;
  bottom: number;
  size: number;
  x: Scale;
  /** The middle of a row. */
  y: (row: number) => number;
  shapes: Shape[];
}

/** Lays rows out; `axis` is that of the measure. Without numbers there is no axis. */
export function rows(
  names: readonly string[],
  axis: AxisSpec | undefined,
  domain: Domain,
  look: Look,
  options: { right?: number; size?: number; hasAxis?: boolean; lines?: boolean } = {},
): Rows {
  const hasAxis = options.hasAxis ?? true;
  const rooms = ROOMS.map((share) => look.width * share);
  const most = rooms.find((room) => names.every((name) => wrapped(name, room).length <= 2)) ?? look.width / 2;
  const texts = names.map((name) => wrapped(name, most));
  const left = Math.min(most, Math.max(0, ...texts.flat().map((line) => textWidth(line)))) + 12;
  const right = look.width - (options.right ?? 16);
  const bottom = look.height - (hasAxis ? AXIS : 4);
  const size = options.size ?? (bottom - TOP) / Math.max(1, names.length);
  const x = scaleOf(axis, domain, [left, right]);
  const y = (row: number) => TOP + (row + 0.5) * size;
  const shapes = texts.flatMap((lines, row) => [
    ...(options.lines === false ? [] : [hair(left, right, y(row), y(row))]),
    ...lines.slice(0, 2).map((line, k) => {
      const at = y(row) + 4 + (k - (Math.min(2, lines.length) - 1) / 2) * 13;
      return words(line, left - 10, at, { fill: token("ink"), "text-anchor": "end" });
    }),
  ]);
  if (hasAxis) shapes.push(...below(axis, x, left, right, bottom));
  return { left, right, top: TOP, bottom, size, x, y, shapes };
}

/** One row of dots or bars. */
export interface Row {
  name: string;
  series: number;
  index: number;
  value: number;
}

/** Every point of a series as a row. */
const pointsOf = (one: Series, series: number): Row[] =>
  Array.from(one.y, (value, index) => ({ name: one.names?.[index] ?? one.label, series, index, value }));

/**
 * The rows of all series: one a point, in the given order or by value, the largest first. Ghosts stand in the row of what
 * they are of; those of nothing that is there have rows of their own at the end.
 */
export function rowsOf(spec: FigureSpec): Row[] {
  const series = spec.series ?? [];
  const own = series.flatMap((one, i) => (one.pin ? [] : pointsOf(one, i)));
  if (spec.order === "value") own.sort((a, b) => b.value - a.value);
  const strays = ghostsOf(spec).filter(({ name }) => !own.some((row) => row.name === name));
  return [...own, ...strays.map((row) => ({ ...row, name: `${series[row.series]?.pin} ${row.name}` }))];
}

/** The points of pinned runs. */
export function ghostsOf({ series = [] }: FigureSpec): Row[] {
  return series.flatMap((one, i) => (one.pin ? pointsOf(one, i) : []));
}
