/** A measure over two parameters: cells, with their numbers where there is room. */

import { scaleLinear } from "d3-scale";
import { tick } from "../axis.ts";
import { bitmap } from "../bitmap.ts";
import type { FigureSpec, GridSpec } from "../figure.ts";
import { type Frame, frame, type Mark, textWidth } from "../frame.ts";
import { type Paint, painter } from "../palette.ts";
import { token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { bar, rangeOf, reachOf, targetsOf } from "./grid.ts";
import { points } from "./landscape.ts";

/** More cells than this, none of them a gap, are one picture. */
const CELLS = 256;

export const heat: Mark = {
  height: (_, width) => Math.min(360, Math.max(250, width * 0.6)),
  draw(spec, look) {
    const grid = spec.grid ?? EMPTY;
    const [nx, ny] = [grid.x.length, grid.y.length];
    const range = rangeOf(grid);
    const paint = painter(grid.palette, range);
    const ends = (values: readonly number[]): [number, number] => [values[0] ?? 0, values.at(-1) ?? 1];
    const { present, ...rest } = spec;
    const cells = {
      ...rest,
      x: { label: "", ticks: [...grid.x], ...spec.x },
      y: { label: "", ticks: [...grid.y], ...spec.y },
    };
    const f = frame(cells, look, {
      x: ends(grid.x),
      y: ends(grid.y),
      right: 84,
      scales: { x: centred(grid.x), y: centred(grid.y) },
    });
    const [w, h] = [(f.right - f.left) / nx, (f.bottom - f.top) / ny];
    const isWhole = Array.from(grid.values).every(Number.isFinite);
    const drawn = nx * ny > CELLS && isWhole ? [picture(grid, paint, f)] : tiles(grid, paint, f, w, h);
    return {
      shapes: [
        ...f.shapes,
        ...drawn,
        ...points(rest, f),
        ...f.over,
        ...chosen(present, f, w, h),
        ...bar(grid, range, f),
      ],
      targets: () => targetsOf(spec, grid, f),
      place: f.place,
      held: {},
      reach: reachOf(grid, f),
    };
  },
};

const EMPTY: GridSpec = { x: [], y: [], values: [], label: "", palette: "sequential" };

/** A scale on which each value lies in the middle of its cell. */
function centred(values: readonly number[]) {
  return ([from, to]: [number, number]) => {
    const size = (to - from) / Math.max(1, values.length);
    const places = values.map((_, i) => from + (i + 0.5) * size);
    const [domain, range] =
      values.length > 1
        ? [values, places]
        : [
            [(values[0] ?? 0) - 1, (values[0] ?? 0) + 1],
            [from, to],
          ];
    return scaleLinear(domain, range).clamp(true);
  };
}

/** The cell of the present place, framed: its number stays readable. */
function chosen(present: FigureSpec["present"], f: Frame, w: number, h: number): Shape[] {
  if (present?.x === undefined || present.y === undefined) return [];
  const i = Math.floor((f.x(present.x) - f.left) / w);
  const j = Math.floor((f.y(present.y) - f.top) / h);
  const box = { x: f.left + i * w, y: f.top + j * h, width: w - 1, height: h - 1, fill: "none" };
  return [
    shape("rect", { ...box, stroke: token("surface"), "stroke-width": 5 }),
    shape("rect", { ...box, class: "present", stroke: token("ink"), "stroke-width": 2.25 }),
  ];
}

function tiles(grid: GridSpec, paint: (value: number) => Paint, f: Frame, w: number, h: number): Shape[] {
  const nx = grid.x.length;
  const at = (i: number) => [f.left + (i % nx) * w, f.bottom - (Math.floor(i / nx) + 1) * h] as const;
  const gap = Math.min(w, h) > 12 ? 1 : 0;
  const texts = Array.from(grid.values, (value) => tick(grid, value));
  const legible = h >= 18 && texts.every((text) => textWidth(text) + 6 <= w);
  return Array.from(grid.values).flatMap((value, i) => {
    const [x, y] = at(i);
    const own = paint(value);
    const box = { x, y, width: w - gap, height: h - gap };
    if (!Number.isFinite(value)) return [shape("rect", { ...box, fill: token("hair") })];
    const cell = shape("rect", { ...box, fill: own.fill, class: "cell" });
    if (!legible) return [cell];
    const place = { fill: own.ink, "text-anchor": "middle" };
    return [cell, words(texts[i] ?? "", x + w / 2, y + h / 2 + 4, place)];
  });
}

function picture(grid: GridSpec, paint: (value: number) => Paint, f: Frame): Shape {
  const [nx, ny] = [grid.x.length, grid.y.length];
  const colours = Array.from({ length: nx * ny }, (_, i) => {
    const row = ny - 1 - Math.floor(i / nx);
    return paint(grid.values[row * nx + (i % nx)] ?? Number.NaN).fill;
  });
  const box = { x: f.left, y: f.top, width: f.right - f.left, height: f.bottom - f.top };
  return shape("image", {
    ...box,
    href: bitmap(nx, ny, colours),
    preserveAspectRatio: "none",
    "image-rendering": "pixelated",
  });
}
