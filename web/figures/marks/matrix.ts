/** Confusions and agreements: numbers in cells, shaded by their share of the row. */

import { msg, str } from "../../language/message.ts";
import { say, tick } from "../axis.ts";
import type { MatrixSpec } from "../figure.ts";
import { type Mark, textWidth } from "../frame.ts";
import { wrapped } from "../labels.ts";
import { token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";

/** The most rows and columns that are drawn; the table has all. */
const MOST = 10;
const HEAD = 38;

export const matrix: Mark = {
  height: (spec, width) => HEAD + Math.min(MOST, spec.matrix?.rows.length ?? 1) * cellSize(spec.matrix, width)[1] + 6,
  draw(spec, look) {
    const all = spec.matrix ?? { rows: [], columns: [], values: [], of: "count" as const };
    const [rows, columns] = [all.rows.slice(0, MOST), all.columns.slice(0, MOST)];
    const left = leftOf(all, look.width);
    const [w, h] = cellSize(all, look.width);
    const at = (j: number, i: number) => all.values[j * all.columns.length + i] ?? Number.NaN;
    const axis = all.of === "share" ? { format: ".0%" } : {};
    const sums = rows.map((_, j) => columns.reduce((sum, _, i) => sum + Math.abs(at(j, i) || 0), 0));
    const share = (j: number, i: number) => (all.of === "share" ? at(j, i) : at(j, i) / (sums[j] || 1));
    const x = (i: number) => left + i * w;
    const y = (j: number) => HEAD + j * h;
    const head: Shape[] = [
      words([spec.y?.label, spec.x?.label].filter(Boolean).join(" ↓, "), 0, 13, { fill: token("muted") }),
      ...columns.map((name, i) =>
        words(cut(name, w), x(i) + w / 2, HEAD - 8, { fill: token("ink"), "text-anchor": "middle" }),
      ),
      ...rows.map((name, j) =>
        words(cut(name, left - 8), left - 10, y(j) + h / 2 + 4, { fill: token("ink"), "text-anchor": "end" }),
      ),
    ];
    if (spec.x?.label)
      head[0] = words(`${spec.y?.label ?? msg("row")} ↓   ${spec.x.label} →`, 0, 13, { fill: token("muted") });
    const cells = rows.flatMap((_, j) =>
      columns.flatMap((_, i): Shape[] => {
        const value = at(j, i);
        if (!Number.isFinite(value)) return [];
        const part = Math.round(Math.min(1, Math.max(0, share(j, i))) * 100);
        const fill = `color-mix(in srgb, ${token("class-a")} ${part}%, ${token("middle")})`;
        const text = tick(axis, value);
        const ink = {
          fill: part > 55 ? token("surface") : token(value === 0 ? "muted" : "ink"),
          "text-anchor": "middle",
        };
        return [
          shape("rect", { class: "cell", x: x(i), y: y(j), width: w - 2, height: h - 2, rx: 2, fill }),
          ...(textWidth(text) < w - 2 ? [words(text, x(i) + (w - 2) / 2, y(j) + h / 2 + 3, ink)] : []),
        ];
      }),
    );
    const told = (j: number, i: number) => () => {
      const cell = msg(str`${rows[j]}, ${columns[i]}: ${say(axis, at(j, i))}`);
      return all.of === "count" ? msg(str`${cell}, ${say({ format: ".1%" }, share(j, i))} of the row`) : cell;
    };
    return {
      shapes: [...head, ...cells],
      targets: () =>
        rows.flatMap((_, j) =>
          columns.map((_, i) => ({ series: j, index: i, x: x(i) + w / 2 - 1, y: y(j) + h / 2 - 1, words: told(j, i) })),
        ),
    };
  },
};

function leftOf(all: MatrixSpec, width: number): number {
  return Math.min(width * 0.3, Math.max(24, ...all.rows.map((name) => textWidth(name)))) + 14;
}

function cellSize(all: MatrixSpec | undefined, width: number): [number, number] {
  if (!all) return [30, 30];
  const across = (width - leftOf(all, width)) / Math.max(1, Math.min(MOST, all.columns.length));
  return [Math.min(64, across), Math.min(36, Math.max(24, across))];
}

/** The first line of a name where it is long. */
function cut(name: string, room: number): string {
  if (textWidth(name) <= room) return name;
  const first = wrapped(name, room)[0] ?? name;
  const most = Math.max(2, Math.floor(room / 6.8) - 1);
  return first.length > most ? `${first.slice(0, most)}…` : first;
}
