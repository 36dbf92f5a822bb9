/** A figure as a table: the same cells on the page, in files and on the clipboard. */

import { msg, str } from "../language/message.ts";
import type { AxisSpec, Cell, ColumnSpec, FigureSpec, Series } from "./figure.ts";
import { nameOf } from "./role.ts";

/** Columns, and rows of exact values. */
export interface Cells {
  columns: ColumnSpec[];
  rows: Cell[][];
}

/** The cells of any figure. */
export function cells(spec: FigureSpec): Cells {
  if (spec.columns) return { columns: [...spec.columns], rows: (spec.rows ?? []).map((row) => [...row]) };
  if (spec.matrix) return matrix(spec);
  if (spec.stack) {
    const columns = [
      { label: "", align: "left" as const },
      ...spec.stack.parts.map((label) => column({ ...spec.x, label })),
    ];
    return { columns, rows: spec.stack.rows.map(({ label, values }) => [label, ...Array.from(values)]) };
  }
  if (spec.images) {
    const columns = [
      { label: msg("picture") },
      text(msg("is")),
      text(msg("said")),
      { label: msg("probability"), format: ".1%" },
    ];
    return { columns, rows: spec.images.items.map((one, i) => [i + 1, one.label, one.said, one.share ?? null]) };
  }
  if (spec.text) return wordsOf(spec);
  if (spec.graph) return edges(spec);
  if (spec.maps) return areas(spec);
  if (spec.grid && !(spec.kind === "simplex")) return grid(spec);
  if (spec.kind === "simplex") return simplex(spec);
  return series(spec);
}

const text = (label: string): ColumnSpec => ({ label, align: "left" });
const column = ({ label, unit, format }: AxisSpec): ColumnSpec => ({
  label,
  ...(unit ? { unit } : {}),
  ...(format ? { format } : {}),
});
const value = (all: ArrayLike<number> | undefined, i: number): Cell => {
  const found = all?.[i];
  return found === undefined || !Number.isFinite(found) ? null : found;
};

/** Lines that share their x stand side by side; all else one point a row. */
function series(spec: FigureSpec): Cells {
  const all = spec.series ?? [];
  const longest = all.reduce<Series | undefined>((a, b) => (a && a.x.length >= b.x.length ? a : b), undefined);
  const isLine = spec.kind === "curve";
  if (!isLine || !longest || !all.every((one) => shares(one, longest))) return long(spec, all);
  const y = spec.y ?? { label: "" };
  const columns = [column(spec.x ?? { label: "x" })];
  for (const one of all) {
    columns.push(column({ ...y, label: nameOf(one) }));
    if (!one.lo || !one.hi) continue;
    columns.push(column({ ...y, label: msg(str`${nameOf(one)}, low`) }));
    columns.push(column({ ...y, label: msg(str`${nameOf(one)}, high`) }));
  }
  const rows = Array.from({ length: longest.x.length }, (_, i) => [
    value(longest.x, i),
    ...all.flatMap((one) => {
      const k = one.x.length === longest.x.length ? i : level(one, i);
      return one.lo && one.hi ? [value(one.y, k), value(one.lo, k), value(one.hi, k)] : [value(one.y, k)];
    }),
  ]);
  return { columns, rows };
}

/** Whether a series has the x of the longest one, or is one level over all of them. */
function shares(one: Series, longest: Series): boolean {
  if (one.x.length === longest.x.length) return Array.from(one.x).every((x, i) => x === longest.x[i]);
  return one.y.length <= 2 && Array.from(one.y).every((y) => y === one.y[0]);
}

const level = (one: Series, i: number) => Math.min(i, one.y.length - 1);

function long(spec: FigureSpec, all: readonly Series[]): Cells {
  const flat = ["dots", "bars", "strip", "histogram"].includes(spec.kind);
  const has = (key: "lo" | "count" | "kept" | "names" | "notes") => all.some((one) => one[key]);
  const columns = [
    text(msg("series")),
    ...(has("names") ? [text(msg("name"))] : []),
    ...(flat ? [] : [column(spec.x ?? { label: "x" })]),
    column(spec.y ?? { label: "y" }),
    ...(has("lo") ? [column({ ...spec.y, label: msg("low") }), column({ ...spec.y, label: msg("high") })] : []),
    ...(has("count") ? [{ label: msg("rows") }] : []),
    ...(has("kept") ? [text(msg("accepted"))] : []),
    ...(has("notes") ? [text(msg("note"))] : []),
  ];
  const rows = all.flatMap((one) =>
    Array.from({ length: one.y.length }, (_, i): Cell[] => [
      nameOf(one),
      ...(has("names") ? [one.names?.[i] ?? ""] : []),
      ...(flat ? [] : [value(one.x, i)]),
      value(one.y, i),
      ...(has("lo") ? [value(one.lo, i), value(one.hi, i)] : []),
      ...(has("count") ? [value(one.count, i)] : []),
      ...(has("kept") ? [one.kept ? (one.kept[i] ? msg("yes") : msg("no")) : ""] : []),
      ...(has("notes") ? [one.notes?.[i] ?? ""] : []),
    ]),
  );
  return { columns, rows };
}

function grid(spec: FigureSpec): Cells {
  const { x, y, values, label, unit, format } = spec.grid ?? { x: [], y: [], values: [], label: "" };
  const columns = [column(spec.x ?? { label: "x" }), column(spec.y ?? { label: "y" })];
  const measure: AxisSpec = { label, ...(unit ? { unit } : {}), ...(format ? { format } : {}) };
  const rows = y.flatMap((v, j) => x.map((u, i): Cell[] => [u, v, value(values, j * x.length + i)]));
  return { columns: [...columns, column(measure)], rows };
}

function simplex(spec: FigureSpec): Cells {
  const [a, b, c] = spec.corners ?? ["a", "b", "c"];
  const share = (label: string) => ({ label, format: ".1%" });
  const columns = [text(msg("series")), share(a), share(b), share(c)];
  const rows = (spec.series ?? []).flatMap((one) =>
    Array.from(one.x, (x, i): Cell[] => [one.names?.[i] ?? nameOf(one), x, one.y[i] ?? 0, 1 - x - (one.y[i] ?? 0)]),
  );
  if (rows.length > 0 || !spec.grid) return { columns, rows };
  const found = grid(spec);
  return {
    columns: [share(a), share(b), ...found.columns.slice(2)],
    rows: found.rows.filter((row) => row[2] !== null),
  };
}

function matrix(spec: FigureSpec): Cells {
  const { rows, columns, values, of } = spec.matrix ?? { rows: [], columns: [], values: [], of: "count" };
  const format = of === "share" ? { format: ".1%" } : {};
  const head = [text(spec.y?.label ?? ""), ...columns.map((label) => ({ label, ...format }))];
  return {
    columns: head,
    rows: rows.map((row, j) => [row, ...columns.map((_, i) => value(values, j * columns.length + i))]),
  };
}

function wordsOf(spec: FigureSpec): Cells {
  const all = spec.text;
  const columns = [
    { label: msg("line") },
    text(msg("word")),
    { label: all?.value ?? msg("value") },
    { label: all?.second ?? msg("second") },
  ];
  const rows = (all?.lines ?? []).flatMap((line, i) =>
    line.map((word): Cell[] => [
      i + 1,
      word.text,
      word.value ?? null,
      word.second ?? null,
      word.wrong ? msg("wrong") : "",
    ]),
  );
  return { columns: [...columns, text(msg("note"))], rows };
}

function edges(spec: FigureSpec): Cells {
  const { nodes, edges } = spec.graph ?? { nodes: [], edges: [] };
  const name = (id: string) => nodes.find((node) => node.id === id)?.label ?? id;
  return {
    columns: [text(msg("from")), text(msg("to")), text(msg("what"))],
    rows: edges.map(({ from, to, label }) => [name(from), name(to), label ?? ""]),
  };
}

/** The share of the area that each class has. */
function areas(spec: FigureSpec): Cells {
  const names = spec.plane?.names ?? [];
  const columns = [text(msg("model")), { label: msg("accuracy"), format: ".1%" }];
  const share = (label: string) => ({ label: msg(str`area of ${label}`), format: ".0%" });
  const rows = (spec.maps ?? []).map(({ label, accuracy, winner }) => {
    const counts = names.map(() => 0);
    for (let i = 0; i < winner.length; i++) counts[winner[i] ?? 0] = (counts[winner[i] ?? 0] ?? 0) + 1;
    return [label, accuracy ?? null, ...counts.map((count) => count / Math.max(1, winner.length))];
  });
  return { columns: [...columns, ...names.map(share)], rows };
}
