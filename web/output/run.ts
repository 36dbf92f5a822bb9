/** A whole run as one file, `.soupcon.json`: settings, drawn or given rows, pins. */

import { begun, CLASSES, DOMAIN, type Point, SIZES } from "../input/drawing.ts";
import type { Given } from "../input/given.ts";
import { msg, str } from "../language/message.ts";
import { fixed } from "../language/number.ts";

/** The format that is written. Every version up to it is read. */
export const VERSION = 1;
/** The largest file that is read, in bytes. */
const LARGEST = 16e6;
/** Numbers up to which given rows travel along; above, the file is asked for again. */
export const CARRIED = 400_000;

/** What a run is made from. */
export interface SavedRun {
  /** `kitchen`, or the name of an exhibit. */
  page: string;
  /** Every setting by name. */
  state: Record<string, unknown>;
  data?: SavedData;
  /** The pinned runs, each the settings that it had. */
  pins: Record<string, unknown>[];
}

/** Rows that cannot be made again from the settings. */
export type SavedData =
  | { kind: "drawn"; points: Point[] }
  | { kind: "given"; given: Given }
  /** Too many rows to carry: only what they are called. */
  | { kind: "named"; name: string; rows: number };

/** The file's text. */
export function written(run: SavedRun): string {
  const { data } = run;
  const kept = data?.kind === "given" && data.given.x.length > CARRIED ? outside(data.given) : data;
  return JSON.stringify({ soupcon: VERSION, ...run, data: kept }, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
  );
}

function outside({ name, y }: Given): SavedData {
  return { kind: "named", name, rows: y.length };
}

/** The run in a file; throws one sentence where it is none. */
export async function read(file: Blob & { name?: string }): Promise<SavedRun> {
  const name = file.name ?? msg("The file");
  if (file.size > LARGEST) throw new Error(msg(str`${name} has ${fixed(file.size / 1e6, 1)} MB; the limit is 16 MB.`));
  return parsed(await file.text(), name);
}

/** The run in a text. */
export function parsed(text: string, name = msg("The file")): SavedRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (why) {
    throw new Error(msg(str`${name} is not JSON: ${why instanceof Error ? why.message : why}.`));
  }
  if (!isRecord(value) || !("soupcon" in value)) throw new Error(msg(str`${name} is not a run that was saved here.`));
  const { soupcon: version, page, state, pins = [], data } = value;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    throw new Error(msg(str`${name}: the version must be a whole number from 1, not ${JSON.stringify(version)}.`));
  }
  if (version > VERSION) {
    throw new Error(
      msg(str`${name} was made with a newer version (${version}); this page reads versions up to ${VERSION}.`),
    );
  }
  if (typeof page !== "string") throw new Error(msg(str`${name} does not say which page it is of.`));
  if (!isRecord(state)) throw new Error(msg(str`${name} has no settings.`));
  if (!Array.isArray(pins) || !pins.every(isRecord))
    throw new Error(msg(str`${name}: the pins must be a list of settings.`));
  const rows = data === undefined || data === null ? {} : { data: rowsOf(data, name) };
  return { page, state, pins, ...rows };
}

function rowsOf(data: unknown, name: string): SavedData {
  if (!isRecord(data)) throw new Error(msg(str`${name}: the data must be an object.`));
  switch (data.kind) {
    case "drawn":
      return { kind: "drawn", points: pointsOf(data.points, name) };
    case "given":
      return { kind: "given", given: givenOf(data.given, name) };
    case "named":
      return { kind: "named", name: String(data.name), rows: Number(data.rows) };
    default:
      throw new Error(msg(str`${name} holds data of an unknown kind, ${JSON.stringify(data.kind)}.`));
  }
}

function pointsOf(points: unknown, name: string): Point[] {
  if (!Array.isArray(points) || points.length > SIZES.most) {
    throw new Error(msg(str`${name}: the points must be a list of at most ${SIZES.most}.`));
  }
  const odd = points.findIndex((point) => !isPoint(point));
  if (odd >= 0) {
    const [low, high, last] = [DOMAIN.low, DOMAIN.high, CLASSES.length - 1];
    throw new Error(
      msg(str`${name}: point ${odd + 1} must have x and y from ${low} to ${high} and a label from 0 to ${last}.`),
    );
  }
  return [...begun(points as Point[]).points];
}

function isPoint(value: unknown): value is Point {
  if (!isRecord(value)) return false;
  const inside = (v: unknown) => typeof v === "number" && v >= DOMAIN.low && v <= DOMAIN.high;
  return inside(value.x) && inside(value.y) && isBelow(value.label, CLASSES.length);
}

function isBelow(value: unknown, limit: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit;
}

function givenOf(value: unknown, name: string): Given {
  const wrong = (what: string): never => {
    throw new Error(what);
  };
  if (!isRecord(value)) return wrong(msg(str`${name}: the rows are missing.`));
  const { x, y, shape, classes, columns } = value;
  const isText = (list: unknown): list is string[] => Array.isArray(list) && list.every((it) => typeof it === "string");
  if (!isText(classes) || classes.length < 2)
    return wrong(msg(str`${name}: the rows must have the names of at least two classes.`));
  if (!isText(columns)) return wrong(msg(str`${name}: the rows must have the names of their columns.`));
  if (!Array.isArray(shape) || shape.length === 0 || !shape.every((dim) => isBelow(dim, 4097) && dim > 0)) {
    return wrong(msg(str`${name}: the rows must have a shape.`));
  }
  const features = shape.reduce((product: number, dim: number) => product * dim, 1);
  if (!Array.isArray(x) || !Array.isArray(y) || x.length !== y.length * features) {
    return wrong(msg(str`${name}: the rows must have ${features} numbers for each label.`));
  }
  const odd = x.findIndex((v) => typeof v !== "number" || !Number.isFinite(Math.fround(v)));
  if (odd >= 0) {
    const row = Math.floor(odd / features) + 1;
    return wrong(msg(str`${name}: the rows have a value that is no number, in row ${row}.`));
  }
  const stray = y.findIndex((label) => !isBelow(label, classes.length));
  if (stray >= 0) return wrong(msg(str`${name}: the rows have a label of no class, in row ${stray + 1}.`));
  return {
    name: String(value.name ?? "given rows"),
    x: Float32Array.from(x),
    y: Uint32Array.from(y),
    shape,
    classes,
    columns,
    standardise: value.standardise === true,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
