/** A table as a drawing: for files. On the page it is a real table. */

import { cellText, columnText } from "../cell.ts";
import type { FigureSpec } from "../figure.ts";
import { hair, type Mark, textWidth } from "../frame.ts";
import { token } from "../role.ts";
import { type Shape, words } from "../shape.ts";
import { cells } from "../table.ts";

const ROW = 22;

export const table: Mark = {
  height: (spec) => (cells(spec).rows.length + 1) * ROW + 8,
  draw: (spec, { width }) => ({ shapes: drawn(spec, width), targets: () => [] }),
};

function drawn(spec: FigureSpec, width: number): Shape[] {
  const { columns, rows } = cells(spec);
  const texts = rows.map((row) => row.map((cell, i) => cellText(columns[i], cell)));
  const head = columns.map(columnText);
  const widths = head.map((name, i) => Math.max(textWidth(name), ...texts.map((row) => textWidth(row[i] ?? ""))) + 18);
  const sum = widths.reduce((a, b) => a + b, 0);
  const scale = Math.min(1, width / Math.max(1, sum));
  const isLeft = (i: number) => columns[i]?.align === "left";
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0) * scale);
  const place = (i: number) => (starts[i] ?? 0) + (isLeft(i) ? 0 : (widths[i] ?? 0) * scale - 12);
  const line = (row: readonly string[], k: number, set: Record<string, string | number>) =>
    row.map((text, i) => words(text, place(i), k * ROW + 15, { ...set, "text-anchor": isLeft(i) ? "start" : "end" }));
  return [
    ...line(head, 0, { fill: token("muted"), "font-weight": 600 }),
    ...texts.flatMap((row, k) => [
      hair(0, Math.min(width, sum), (k + 1) * ROW, (k + 1) * ROW),
      ...line(row, k + 1, { fill: token("ink") }),
    ]),
  ];
}
