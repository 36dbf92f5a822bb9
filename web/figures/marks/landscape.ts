/** A measure over a plane: filled contours at equal steps, models as markers, paths as lines. */

import { ticks } from "d3-array";
import { type ContourMultiPolygon, contours } from "d3-contour";
import { domainOf } from "../axis.ts";
import type { FigureSpec, GridSpec } from "../figure.ts";
import { type Frame, frame, type Mark } from "../frame.ts";
import { painter } from "../palette.ts";
import { marker, pathOf, STYLES, styleOf, token } from "../role.ts";
import { type Shape, shape } from "../shape.ts";
import { at } from "./curve.ts";
import { bar, rangeOf, reachOf, targetsOf } from "./grid.ts";
import { place } from "./names.ts";

export const landscape: Mark = {
  height: (_, width) => Math.min(420, Math.max(260, width * 0.78)),
  draw(spec, look) {
    const grid = spec.grid ?? { x: [0, 1], y: [0, 1], values: [], label: "", palette: "sequential" as const };
    const x = domainOf(spec.x, [], undefined);
    const ends = (values: readonly number[]): [number, number] => [values[0] ?? 0, values.at(-1) ?? 1];
    const [across, up] = [spec.x?.domain ? x : ends(grid.x), spec.y?.domain ?? ends(grid.y)];
    const aspect = (up[1] - up[0]) / (across[1] - across[0]);
    const { present: _, ...rest } = spec;
    const f = frame(rest, look, { x: across, y: up, right: 84, aspect: aspect > 0 ? aspect : 1, lines: false });
    const range = rangeOf(grid);
    const levels = steps(range, spec.steps ?? 10);
    return {
      shapes: [
        ...fills(grid, levels, f),
        ...f.shapes,
        ...paths(spec, f),
        ...points(spec, f),
        ...f.over,
        ...bar(grid, [levels[0] ?? 0, levels.at(-1) ?? 1], f, levels),
      ],
      targets: () => targetsOf(spec, grid, f),
      place: f.place,
      held: {},
      reach: reachOf(grid, f),
    };
  },
};

/** Round values at equal distances that hold the range. */
function steps([low, high]: [number, number], count: number): number[] {
  const inner = ticks(low, high, count);
  const width = (inner[1] ?? high) - (inner[0] ?? low) || 1;
  const out = [...inner];
  if ((out[0] ?? low) > low) out.unshift((out[0] ?? low) - width);
  if ((out.at(-1) ?? high) < high) out.push((out.at(-1) ?? high) + width);
  return out;
}

/** The regions above each level, painted one over another. */
function fills(grid: GridSpec, levels: readonly number[], f: Frame): Shape[] {
  const [nx, ny] = [grid.x.length, grid.y.length];
  if (grid.values.length < 4) return [];
  const paint = painter(grid.palette, [levels[0] ?? 0, levels.at(-1) ?? 1]);
  const make = contours().size([nx, ny]);
  const values = Array.from(grid.values, (value) => (Number.isFinite(value) ? value : (levels.at(-1) ?? 0)));
  return levels.slice(0, -1).map((level, i) => {
    const middle = (level + (levels[i + 1] ?? level)) / 2;
    const region = i === 0 ? undefined : make.contour(values, level);
    const d = region ? ringed(region, grid, f) : `M${f.left} ${f.top}H${f.right}V${f.bottom}H${f.left}Z`;
    return shape("path", {
      class: "level",
      d,
      fill: paint(middle).fill,
      stroke: token("surface"),
      "stroke-opacity": 0.35,
      "stroke-width": i === 0 ? 0 : 0.75,
    });
  });
}

/** Rings of cells as a path of pixels; what runs outside the outermost values runs along the edge. */
function ringed({ coordinates }: ContourMultiPolygon, grid: GridSpec, f: Frame): string {
  const pixel = (place: number, values: readonly number[], scale: (value: number) => number) => {
    const last = values.length - 1;
    const i = Math.min(last, Math.max(0, place - 0.5));
    const [low, high] = [values[Math.floor(i)] ?? 0, values[Math.ceil(i)] ?? 0];
    return scale(low + (high - low) * (i - Math.floor(i))).toFixed(1);
  };
  const ring = (one: number[][]) =>
    `M${one.map(([x = 0, y = 0]) => `${pixel(x, grid.x, f.x)} ${pixel(y, grid.y, f.y)}`).join("L")}Z`;
  return coordinates.flatMap((polygon) => polygon.map(ring)).join("");
}

/** Lines on a cream halo. */
function paths(spec: FigureSpec, f: Frame): Shape[] {
  return (spec.series ?? []).flatMap((one) => {
    const look = styleOf(one);
    const d = pathOf(at(one, f));
    const line = { d, fill: "none", "stroke-linejoin": "round" };
    return [
      shape("path", { ...line, stroke: token("surface"), "stroke-width": 5, "stroke-opacity": 0.8 }),
      shape("path", { ...line, class: "line", stroke: look.colour, "stroke-width": 2, "stroke-dasharray": look.dash }),
    ];
  });
}

/** Models with their names, and the present place. */
export function points(spec: FigureSpec, f: Pick<Frame, "x" | "y" | "left" | "right" | "top" | "bottom">): Shape[] {
  const { x, y } = spec.present ?? {};
  const all = (spec.points ?? []).map((one) => ({ ...one, x: f.x(one.x), y: f.y(one.y), look: STYLES[one.role] }));
  const wanted = all.map(({ label, x, y, look }) => ({ text: label, x, y, ink: look.ink }));
  const taken = all.map(({ x, y }): [number, number, number, number] => [x - 6, y - 6, x + 6, y + 6]);
  const outline = { stroke: token("surface"), "stroke-width": 2, "paint-order": "stroke" };
  return [
    ...all.map(({ x, y, look }) => marker(look, x, y, look.form ? 80 : 44, look.hollow ? {} : outline)),
    ...place(wanted, taken, [f.left, f.top, f.right, f.bottom]),
    ...(x === undefined || y === undefined ? [] : here([f.x(x), f.y(y)])),
  ];
}

/** The place that the hand has chosen: a ring around a dot. */
export function here([cx, cy]: [number, number]): Shape[] {
  const ring = { cx, cy, r: 8, fill: "none" };
  return [
    shape("circle", { ...ring, stroke: token("surface"), "stroke-width": 4 }),
    shape("circle", { ...ring, class: "present", stroke: token("ink"), "stroke-width": 1.75 }),
    shape("circle", { cx, cy, r: 1.75, fill: token("ink") }),
  ];
}
