/** What figures over a grid share: its range, the meaning of its colours, its places. */

import { scaleLinear } from "d3-scale";
import { msg, str } from "../../language/message.ts";
import { extent, say, tick } from "../axis.ts";
import type { FigureSpec, GridSpec } from "../figure.ts";
import type { Frame, Target } from "../frame.ts";
import { painter } from "../palette.ts";
import { token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";

/** The least and the largest value. */
export const rangeOf = (grid: GridSpec): [number, number] => extent(Array.from(grid.values)) ?? [0, 1];

/** What colours mean: a strip right of the plot, its ends and its middle named. */
export function bar(
  grid: GridSpec,
  [low, high]: [number, number],
  f: Pick<Frame, "right" | "top" | "bottom">,
  edges?: readonly number[],
): Shape[] {
  const most = Math.max(Math.abs(low), Math.abs(high));
  const [from, to] = grid.palette === "diverging" ? [-most, most] : [low, high];
  const paint = painter(grid.palette, [low, high]);
  const [x, width, height] = [f.right + 18, 10, Math.min(150, f.bottom - f.top - 24)];
  const top = f.top + 18;
  const y = scaleLinear([from, to], [top + height, top]);
  const steps = edges ?? Array.from({ length: 33 }, (_, i) => from + ((to - from) * i) / 32);
  const strips = steps.slice(1).map((upper, i) => {
    const lower = steps[i] ?? from;
    const box = { x, width, y: y(upper), height: Math.abs(y(lower) - y(upper)) + 0.5 };
    return shape("rect", { ...box, fill: paint((upper + lower) / 2).fill });
  });
  const marks = grid.palette === "diverging" ? [from, 0, to] : [from, (from + to) / 2, to];
  return [
    words(grid.unit ? `${grid.label}, ${grid.unit}` : grid.label, x + width + 52, f.top + 4, {
      fill: token("muted"),
      "text-anchor": "end",
    }),
    ...strips,
    ...marks.map((value) => words(short(grid, value), x + width + 6, y(value) + 4, { fill: token("muted") })),
  ];
}

const short = (grid: GridSpec, value: number) => tick(grid, grid.format ? value : Number(value.toPrecision(3)));

/** Every place of the grid, the highest row first. */
export function targetsOf(spec: FigureSpec, grid: GridSpec, f: Pick<Frame, "x" | "y">): Target[] {
  const rows = grid.y.map((v, series) =>
    grid.x.map((u, index) => {
      const value = grid.values[series * grid.x.length + index] ?? Number.NaN;
      const read = `${grid.label} ${say(grid, value)}`;
      const where = `${spec.x?.label ?? "x"} ${say(spec.x, u)}, ${spec.y?.label ?? "y"} ${say(spec.y, v)}`;
      return {
        series,
        index,
        x: f.x(u),
        y: f.y(v),
        words: () => msg(str`${where}: ${read}`),
      };
    }),
  );
  return rows.reverse().flat();
}

/** Pixels from the middle of a cell to its corner. */
export function reachOf(
  { x, y }: GridSpec,
  { left, right, top, bottom }: Pick<Frame, "left" | "right" | "top" | "bottom">,
): number {
  return Math.hypot((right - left) / Math.max(1, x.length - 1), (bottom - top) / Math.max(1, y.length - 1)) / 2;
}
