/** The table of what was measured, with what pinned runs measured beside it. */

import type { Cell, ColumnSpec } from "../figures/figure.ts";
import { msg, str, translated } from "../language/message.ts";
import type { Snapshot } from "./entry.ts";

type Table = Snapshot["table"];

/** Which seeds a table is of: the seed, and how often it is repeated. */
export interface Seeds {
  seed: number;
  seeds: number;
}

/** A pinned table. */
export interface Pinned extends Seeds {
  name: string;
  table: Table;
}

/** Whether both are of the same seeds, so that their difference of means is the mean of the differences seed by seed. */
export const isPaired = (a: Seeds, b: Seeds): boolean => a.seed === b.seed && a.seeds === b.seeds;

/** A column has its interval behind it where it is a mean over seeds. */
const isInterval = (column: ColumnSpec | undefined) => column?.label.startsWith("±") ?? false;

/** The measures that are compared: means over seeds that are no differences themselves; where there is none, the first number. */
function measures(columns: readonly ColumnSpec[]): number[] {
  const means = columns.flatMap(({ label }, i) =>
    isInterval(columns[i + 1]) && !label.startsWith("less ") ? [i] : [],
  );
  return means.length > 0 || columns.length < 2 ? means : [1];
}

/**
 * The table with a column for each pinned run behind each measure, and one for the difference where their seeds are the
 * same. What is compared stands first.
 */
export function compared(table: Table, here: Seeds, pins: readonly Pinned[]): Table {
  if (pins.length === 0) return table;
  const own = (i: number): Part => ({
    column: table.columns[i] ?? { label: "" },
    cells: table.rows.map((row) => row[i] ?? null),
  });
  const added = (i: number) => pins.flatMap((pin) => beside(table, i, pin).slice(0, isPaired(here, pin) ? 2 : 1));
  const wanted = measures(table.columns);
  const shown = wanted.flatMap((i) => (isInterval(table.columns[i + 1]) ? [i, i + 1] : [i]));
  const rest = table.columns.flatMap((_, i) => (i === 0 || shown.includes(i) ? [] : [own(i)]));
  const first = wanted.flatMap((i) => [...shown.filter((k) => k === i || k === i + 1).map(own), ...added(i)]);
  const all = [own(0), ...first, ...rest];
  return {
    columns: all.map(({ column }) => column),
    rows: table.rows.map((_, row) => all.map(({ cells }) => cells[row] ?? null)),
  };
}

/** A column and its cells. */
interface Part {
  column: ColumnSpec;
  cells: Cell[];
}

/** What a pinned run has in a column, and how much the present one has more. */
function beside(table: Table, i: number, { name, table: pinned }: Pinned): [Part, Part] {
  const column = table.columns[i] ?? { label: "" };
  const at = pinned.columns.findIndex(({ label }) => label === column.label);
  const rows = new Map(pinned.rows.map((row) => [row[0], row[at] ?? null]));
  const theirs = table.rows.map((row) => rows.get(row[0] ?? null) ?? null);
  const less = table.rows.map((row, k) => difference(row[i] ?? null, theirs[k] ?? null));
  const label = translated(column.label);
  return [
    { column: { ...column, label: `${label}, ${name}` }, cells: theirs },
    { column: { ...column, label: msg(str`${label}, less ${name}`) }, cells: less },
  ];
}

/** A difference without the dust of binary fractions. */
function difference(a: Cell, b: Cell): Cell {
  if (typeof a !== "number" || typeof b !== "number") return null;
  const size = Math.max(Math.abs(a), Math.abs(b));
  const digits = size === 0 ? 0 : Math.min(100, Math.max(0, 11 - Math.floor(Math.log10(size))));
  return Number((a - b).toFixed(digits));
}
