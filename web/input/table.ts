/** Text as a table: CSV, TSV or JSON to rows of cells, and what each column holds. */

import { count, LIMITS, refuse } from "./given.ts";

/** A column: how many of its cells are numbers, missing, different. */
export interface Column {
  name: string;
  /** `number` where at least four in five of the cells that are there are numbers. */
  kind: "number" | "text";
  missing: number;
  /** Different values, counted up to one more than a label may have. */
  distinct: number;
}

/** Rows of cells, all as text. A row that is longer or shorter than the header stays so. */
export interface Table {
  name: string;
  columns: Column[];
  rows: string[][];
  /** The rows are every n-th of the file. */
  every: number;
  /** Whether the first row of the file named the columns. */
  header: boolean;
}

/** How a file is to be read. */
export interface Reading {
  /** Keep every n-th row. */
  every?: number;
  /** Whether the first row is names; by default it is where it looks so. */
  header?: boolean | undefined;
}

/** What stands where a value is missing. */
const MISSING = /^(|na|n\/a|#n\/a|nan|null|none|\?|-)$/i;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** A number with a decimal comma. */
const COMMA = /^[+-]?\d+,\d+$/;

/** Whether a cell holds no value. */
export function isMissing(cell: string): boolean {
  return MISSING.test(cell);
}

/** Whether a cell is a number, however large. */
export const isNumber = (cell: string): boolean => NUMBER.test(cell);

/** A cell as a number of single precision; NaN where it is none, or too large for one. */
export function numberOf(cell: string): number {
  return isNumber(cell) ? finite(Math.fround(Number(cell))) : Number.NaN;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Reads a file's text. What it is follows from its first character; refuses what is no table. */
export async function parse(name: string, text: string, reading: Reading = {}): Promise<Table> {
  const every = Math.max(1, Math.floor(reading.every ?? 1));
  const body = text.replace(/^\uFEFF/, "");
  if (body.trim() === "") refuse("E-DATA-FORMAT", `${name} is empty.`);
  if (body.includes("\0")) refuse("E-DATA-FORMAT", `${name} is not text; CSV, TSV, JSON and IDX can be read.`);
  const json = /^\s*[[{]/.test(body) && !/\.(csv|tsv)$/i.test(name);
  const { head, all } = json ? objects(name, body) : await lines(name, body);
  const named = head ?? ((reading.header ?? looksNamed(all)) ? all[0] : undefined);
  const data = named && !head ? all.slice(1) : all;
  if (data.length === 0) refuse("E-DATA-FORMAT", `${name} has no rows of data.`);
  const rows = every === 1 ? data : data.filter((_, i) => i % every === 0);
  if (rows.length > LIMITS.rows) {
    const step = every * Math.ceil(rows.length / LIMITS.rows);
    const limit = LIMITS.rows.toLocaleString("en-GB");
    refuse("E-DATA-SIZE", `${count(rows.length, "row")}; the limit is 5 MB or ${limit} rows.`, { every: step });
  }
  const width = named?.length ?? data[0]?.length ?? 0;
  if (width < 2) refuse("E-DATA-FORMAT", `${name} has one column; a label and at least one feature are needed.`);
  if (width > LIMITS.columns) refuse("E-DATA-FORMAT", `${count(width, "column")}; the limit is ${LIMITS.columns}.`);
  const columns = names(named, width).map((column, i) => described(column, rows, i));
  return { name, columns, rows, every, header: named !== undefined };
}

/** Lines of separated values. */
async function lines(name: string, text: string): Promise<{ head?: string[]; all: string[][] }> {
  const { default: papa } = await import("papaparse");
  const { data, errors, meta } = papa.parse<string[]>(text, { skipEmptyLines: "greedy" });
  const quotes = errors.find((error) => error.type === "Quotes");
  if (quotes) {
    refuse(
      "E-DATA-FORMAT",
      `Line ${(quotes.row ?? 0) + 1} of ${name}: a quotation mark is not closed or is out of place.`,
    );
  }
  const decimal = meta.delimiter !== ",";
  const tidy = (cell: string) => {
    const bare = cell.trim();
    return decimal && COMMA.test(bare) ? bare.replace(",", ".") : bare;
  };
  return { all: data.map((row) => row.map(tidy)) };
}

/** JSON: a list of objects, a list of lists, or an object of lists by column. */
function objects(name: string, text: string): { head?: string[]; all: string[][] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (why) {
    refuse("E-DATA-FORMAT", `${name} is not JSON: ${why instanceof Error ? why.message : why}.`);
  }
  if (isRecord(value) && Array.isArray(value.data ?? value.rows)) {
    const head = Array.isArray(value.columns) ? value.columns.map(String) : undefined;
    const all = listed(value.data ?? value.rows);
    return head ? { head, all: all.all } : all;
  }
  if (isRecord(value)) {
    const head = Object.keys(value);
    const lists = Object.values(value);
    if (lists.length === 0 || !lists.every(Array.isArray)) {
      refuse("E-DATA-FORMAT", `${name} must be a list of rows or an object of columns.`);
    }
    const longest = (lists as unknown[][]).reduce((n, list) => Math.max(n, list.length), 0);
    const row = (i: number) => (lists as unknown[][]).map((list, c) => cell(list[i], i, head[c] ?? ""));
    return { head, all: Array.from({ length: longest }, (_, i) => row(i)) };
  }
  return listed(value);
}

function listed(value: unknown): { head?: string[]; all: string[][] } {
  const rows = value as unknown[];
  if (rows.every(Array.isArray)) {
    return { all: (rows as unknown[][]).map((row, i) => row.map((v, c) => cell(v, i, `${c + 1}`))) };
  }
  const odd = rows.findIndex((row) => !isRecord(row));
  if (odd >= 0) refuse("E-DATA-FORMAT", `Row ${odd + 1} is not an object like the others.`);
  const head = [...new Set(rows.slice(0, 1000).flatMap((row) => Object.keys(row as object)))];
  const all = (rows as Record<string, unknown>[]).map((row, i) => head.map((key) => cell(row[key], i, key)));
  return { head, all };
}

function cell(value: unknown, row: number, column: string): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object")
    refuse("E-DATA-FORMAT", `Row ${row + 1}, column '${column}': a list or an object is not a value.`);
  return String(value).trim();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names: every cell of the first row is there and no number, and numbers stand below one of them, or nothing. */
function looksNamed(all: string[][]): boolean {
  const [first = [], ...rest] = all.slice(0, 100);
  const words = first.every((cell) => cell !== "" && !isNumber(cell));
  const below = first.some((_, i) => rest.some((row) => isNumber(row[i] ?? "")));
  return words && (below || rest.length === 0);
}

/** A name for each column, no two the same. */
function names(given: string[] | undefined, width: number): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, i) => {
    const name = given?.[i] || `column ${i + 1}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function described(name: string, rows: string[][], index: number): Column {
  const values = new Set<string>();
  let [missing, numbers] = [0, 0];
  for (const row of rows) {
    const cell = row[index] ?? "";
    if (isMissing(cell)) missing += 1;
    else {
      if (isNumber(cell)) numbers += 1;
      if (values.size <= LIMITS.classes) values.add(cell);
    }
  }
  const there = rows.length - missing;
  return { name, kind: there > 0 && numbers >= 0.8 * there ? "number" : "text", missing, distinct: values.size };
}
