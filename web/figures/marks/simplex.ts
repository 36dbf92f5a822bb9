/** Three shares in a triangle. */

import { msg, str } from "../../language/message.ts";
import { say } from "../axis.ts";
import type { FigureSpec } from "../figure.ts";
import type { Mark, Target } from "../frame.ts";
import { painter } from "../palette.ts";
import { marker, nameOf, pathOf, styleOf, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { bar, rangeOf } from "./grid.ts";
import { here } from "./landscape.ts";

const HIGH = Math.sqrt(3) / 2;
const TOP = 26;

export const simplex: Mark = {
  height: (_, width) => Math.min(width - 110, 330) * HIGH + TOP + 26,
  draw(spec, look) {
    const side = Math.min(look.width - 110, (look.height - TOP - 26) / HIGH);
    const left = Math.max(0, (look.width - 84 - side) / 2);
    const bottom = TOP + side * HIGH;
    // The first corner is lower left, the second lower right, the third above.
    const at = (a: number, b: number): [number, number] => [
      left + side * (b + (1 - a - b) / 2),
      bottom - side * HIGH * (1 - a - b),
    ];
    const names = spec.corners ?? ["a", "b", "c"];
    const place = (x: number, y: number) => {
      const c = clamp((bottom - y) / (side * HIGH));
      const b = Math.min(1 - c, clamp((x - left) / side - c / 2));
      return { x: 1 - b - c, y: b };
    };
    const corner = (text: string, [x, y]: [number, number], anchor: string) =>
      words(text, x, y, { class: "label", fill: token("ink"), "font-weight": 600, "text-anchor": anchor });
    const outline = { d: `${pathOf([at(1, 0), at(0, 1), at(0, 0)])}Z`, fill: "none", stroke: token("edge") };
    const lines = [0.25, 0.5, 0.75].flatMap((share) => [
      [at(share, 0), at(share, 1 - share)],
      [at(0, share), at(1 - share, share)],
      [at(1 - share, 0), at(0, 1 - share)],
    ]);
    const grid = lines.map((line) =>
      shape("path", {
        d: pathOf(line as [number, number][]),
        fill: "none",
        stroke: token(spec.grid ? "surface" : "hair"),
        "stroke-opacity": spec.grid ? 0.35 : 1,
      }),
    );
    const present =
      spec.present?.x === undefined || spec.present.y === undefined ? undefined : at(spec.present.x, spec.present.y);
    return {
      shapes: [
        ...field(spec, at),
        ...grid,
        shape("path", outline),
        ...series(spec, at),
        ...(present ? here(present) : []),
        corner(names[0], [left, bottom + 18], "start"),
        corner(names[1], [left + side, bottom + 18], "end"),
        corner(names[2], [left + side / 2, TOP - 10], "middle"),
        ...(spec.grid ? bar(spec.grid, rangeOf(spec.grid), { right: left + side + 4, top: TOP, bottom }) : []),
      ],
      targets: () => targets(spec, at, names),
      place,
    };
  },
};

const clamp = (value: number) => Math.min(1, Math.max(0, value));

type Place = (a: number, b: number) => [number, number];

/** The measure inside: one rhomb a place of the grid, cut at the triangle's edge by the next ones. */
function field({ grid }: FigureSpec, at: Place): Shape[] {
  if (!grid) return [];
  const paint = painter(grid.palette, rangeOf(grid));
  const step = ((grid.x[1] ?? 1) - (grid.x[0] ?? 0)) / 2;
  return grid.y.flatMap((b, j) =>
    grid.x.flatMap((a, i): Shape[] => {
      const value = grid.values[j * grid.x.length + i] ?? Number.NaN;
      if (!Number.isFinite(value) || a + b > 1 + 1e-9) return [];
      const corners = hexagon(a, b, step).map(([u, v]) => at(u, v));
      return [shape("path", { class: "cell", d: outline(corners), fill: paint(value).fill })];
    }),
  );
}

/** From the first corner on, each relative to the one before: most cells then have the same text. */
function outline([[x, y] = [0, 0], ...rest]: [number, number][]): string {
  let [u, v] = [x, y];
  const steps = rest.map(([nextX, nextY]) => {
    const step = `l${round(nextX - u)},${round(nextY - v)}`;
    [u, v] = [nextX, nextY];
    return step;
  });
  return `M${round(x)},${round(y)}${steps.join("")}Z`;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Around a place, what lies nearer to it than to its six neighbours, within the triangle. */
function hexagon(a: number, b: number, r: number): [number, number][] {
  const turns: [number, number][] = [
    [2, -1],
    [1, 1],
    [-1, 2],
    [-2, 1],
    [-1, -1],
    [1, -2],
  ];
  return turns.map(([u, v]) => {
    const [x, y, z] = [a + (u * r * 2) / 3, b + (v * r * 2) / 3, 1 - a - b - ((u + v) * r * 2) / 3].map((one) =>
      Math.max(0, one),
    );
    const sum = (x ?? 0) + (y ?? 0) + (z ?? 0) || 1;
    return [(x ?? 0) / sum, (y ?? 0) / sum];
  });
}

function series(spec: FigureSpec, at: Place): Shape[] {
  return (spec.series ?? []).flatMap((one): Shape[] => {
    const style = styleOf(one);
    const places = Array.from(one.x, (x, i) => at(x, one.y[i] ?? 0));
    const line = { fill: "none", stroke: style.colour, "stroke-width": style.width, "stroke-dasharray": style.dash };
    return [
      ...(one.joined ? [shape("path", { class: "line", d: pathOf(places), ...line })] : []),
      ...places.map(([x, y]) => marker(style, x, y, 60)),
      ...places.flatMap(([x, y], i) => {
        const name = one.names?.[i] ?? (i === 0 ? nameOf(one) : undefined);
        const ink = {
          class: "label",
          fill: style.ink,
          "font-weight": 600,
          stroke: token("surface"),
          "stroke-width": 3,
          "paint-order": "stroke",
        };
        return name ? [words(name, x + 9, y + 4, ink)] : [];
      }),
    ];
  });
}

function targets(spec: FigureSpec, at: Place, names: readonly string[]): Target[] {
  const told = (a: number, b: number) =>
    [a, b, 1 - a - b].map((share, i) => `${names[i]} ${say({ format: ".0%" }, share)}`).join(", ");
  const points = (spec.series ?? []).flatMap((one, series) =>
    Array.from(one.x, (a, index): Target => {
      const b = one.y[index] ?? 0;
      const [x, y] = at(a, b);
      return { series, index, x, y, words: () => msg(str`${one.names?.[index] ?? nameOf(one)}: ${told(a, b)}`) };
    }),
  );
  const { grid } = spec;
  if (!grid) return points;
  return grid.y.flatMap((b, series) =>
    grid.x.flatMap((a, index): Target[] => {
      const value = grid.values[series * grid.x.length + index] ?? Number.NaN;
      if (!Number.isFinite(value) || a + b > 1 + 1e-9) return [];
      const [x, y] = at(a, b);
      const read = () => `${grid.label} ${say(grid, value)}`;
      return [{ series, index, x, y, words: () => msg(str`${told(a, b)}: ${read()}`) }];
    }),
  );
}
