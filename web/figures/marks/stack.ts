/** Shares of a whole, one bar a row; signed parts diverge from zero. */

import { msg, str } from "../../language/message.ts";
import { say } from "../axis.ts";
import type { FigureSpec } from "../figure.ts";
import { type Mark, type Target, textWidth } from "../frame.ts";
import { token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { heightOf, rows } from "./rows.ts";

/** The most parts of a row. */
const PARTS = 5;
/** From this share on the value stands inside. */
const INSIDE = 0.08;
const KEY_ROW = 18;

export const stack: Mark = {
  height: (spec, width) => heightOf(spec.stack?.rows.length ?? 0, 34) + key(spec.stack?.parts ?? [], width).height,
  draw(spec, look) {
    const { parts, rows: all } = spec.stack ?? { parts: [], rows: [] };
    const shown = parts.slice(0, PARTS);
    const legend = key(shown, look.width);
    const room = legend.height;
    const axis = { label: "", format: ".0%", ...spec.x };
    const sums = all.map(({ values }) => ends(shown.map((_, i) => values[i] ?? 0)));
    const low = Math.min(0, ...sums.map(([negative]) => negative));
    const high = Math.max(...sums.map(([, positive]) => positive), 1e-9);
    const isWhole = low === 0 && Math.abs(high - 1) < 0.02;
    const inner = { ...look, height: look.height - room };
    const f = rows(
      all.map(({ label }) => label),
      axis,
      isWhole ? [0, 1] : [low, high],
      inner,
      { lines: false },
    );
    const y = (row: number) => f.y(row) + room;
    const pieces = all.flatMap(({ values }, row) =>
      laid(shown.map((_, i) => values[i] ?? 0)).map((one) => ({ ...one, row })),
    );
    const drawn = pieces.flatMap(({ from, to, part, value, row }): Shape[] => {
      const [x, end] = [f.x(from), f.x(to)];
      const text = say(axis, value).replace(/[.,]\d(\s?%)/, "$1");
      const box = { x, y: y(row) - 11, width: Math.max(0, end - x - 1), height: 22 };
      const isLegible = Math.abs(value) / (high - low) >= INSIDE && textWidth(text) + 6 < end - x;
      return [
        shape("rect", { class: "part", ...box, fill: colour(part) }),
        ...(isLegible
          ? [
              words(text, (x + end) / 2, y(row) + 4, {
                fill: token("surface"),
                "text-anchor": "middle",
                "font-weight": 600,
              }),
            ]
          : []),
      ];
    });
    const moved = f.shapes.map((one) => ({
      tag: "g",
      set: { transform: `translate(0 ${room})` },
      within: [one],
      text: "",
    }));
    const zero =
      low < 0 ? [shape("line", { x1: f.x(0), x2: f.x(0), y1: room, y2: f.bottom + room, stroke: token("ink") })] : [];
    return {
      shapes: [...legend.shapes, ...moved, ...drawn, ...zero],
      targets: () =>
        pieces.map(({ from, to, part, row, value }) =>
          target(spec, row, part, f.x((from + to) / 2), y(row), say(axis, value)),
        ),
    };
  },
};

/** Parts are told apart by their places and names; six colours that differ for everybody. */
const colour = (part: number) => token(`series-${[1, 5, 4, 6, 3][part] ?? 2}`);

function ends(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(([a, b], value) => (value < 0 ? [a + value, b] : [a, b + value]), [0, 0]);
}

/** Where each part begins and ends: positive ones to the right of zero, negative ones to the left. */
function laid(values: readonly number[]) {
  let [left, right] = [0, 0];
  return values.flatMap((value, part) => {
    if (!Number.isFinite(value) || value === 0) return [];
    const from = value < 0 ? left + value : right;
    const to = value < 0 ? left : right + value;
    if (value < 0) left = from;
    else right = to;
    return [{ from, to, part, value }];
  });
}

/** The names of the parts, in as many rows as they need. */
function key(parts: readonly string[], width: number): { shapes: Shape[]; height: number } {
  let [x, y] = [0, 4];
  const shapes = parts.slice(0, PARTS).flatMap((name, i) => {
    const own = textWidth(name) + 30;
    if (x > 0 && x + own - 12 > width) [x, y] = [0, y + KEY_ROW];
    const at = x;
    x += own;
    return [
      shape("rect", { x: at, y, width: 10, height: 10, fill: colour(i) }),
      words(name, at + 15, y + 9, { class: "label", fill: token("ink") }),
    ];
  });
  return { shapes, height: y + 22 };
}

function target(spec: FigureSpec, series: number, index: number, x: number, y: number, value: string): Target {
  const { parts = [], rows = [] } = spec.stack ?? {};
  return { series, index, x, y, words: () => msg(str`${rows[series]?.label ?? ""}, ${parts[index] ?? ""}: ${value}`) };
}
