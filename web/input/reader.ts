/** A file on its way to rows: read once, looked at, then taken. */

import { type Given, LIMITS, type Refusal, Refused, refuse } from "./given.ts";
import { images, isIdx, paired } from "./idx.ts";
import { given, type Outcome, outcome, proposed, type Roles } from "./roles.ts";
import { type Column, parse, type Reading, type Table } from "./table.ts";

/** Rows that a preview shows. */
export const PREVIEW = 20;

/** A table as it is shown before anything is taken. */
export interface Preview {
  name: string;
  columns: Column[];
  /** The first rows. */
  rows: string[][];
  total: number;
  every: number;
  header: boolean;
  roles: Roles;
  outcome: Outcome;
}

/** What came of reading: a table to choose from, images that need no choice, or a refusal. */
export type Read =
  | { kind: "table"; preview: Preview }
  | { kind: "images"; given: Given }
  | { kind: "refused"; refusal: Refusal };

/** The table that was read last. */
let table: Table | undefined;

/** Reads files: one table, or images with their labels. */
export async function read(files: readonly File[], reading: Reading = {}): Promise<Read> {
  table = undefined;
  try {
    const [file] = files;
    if (!file) refuse("E-DATA-FORMAT", "Choose a file.");
    const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
    if (isIdx(start)) return { kind: "images", given: await images(await loaded(files)) };
    if (files.length > 1) refuse("E-DATA-FORMAT", `Choose one table; ${files.length} files were given.`);
    bounded(file, reading.every ?? 1);
    table = await parse(file.name, await file.text(), reading);
    const roles = proposed(table);
    const { name, columns, rows, every, header } = table;
    const preview = { name, columns, every, header, roles, rows: rows.slice(0, PREVIEW), total: rows.length };
    return { kind: "table", preview: { ...preview, outcome: outcome(table, roles) } };
  } catch (why) {
    if (why instanceof Refused) return { kind: "refused", refusal: why.refusal };
    const message = `The file could not be read: ${why instanceof Error ? why.message : why}`;
    return { kind: "refused", refusal: { code: "E-DATA-FORMAT", message } };
  }
}

async function loaded(files: readonly File[]): Promise<{ name: string; bytes: Uint8Array }[]> {
  paired(files);
  for (const file of files) {
    const size = (file.size / 1e6).toFixed(1);
    if (file.size > 2 * LIMITS.bytes) refuse("E-DATA-SIZE", `${file.name} has ${size} MB; the limit for IDX is 10 MB.`);
  }
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
}

/** Refuses a file that is too large for its every n-th row. */
function bounded(file: File, every: number): void {
  if (file.size <= LIMITS.bytes * every && file.size <= LIMITS.thinned) return;
  const size = `${(file.size / 1e6).toFixed(1)} MB; the limit is`;
  if (file.size > LIMITS.thinned)
    refuse("E-DATA-SIZE", `${size} ${LIMITS.thinned / 1e6} MB, of which every n-th row is used.`);
  const rows = LIMITS.rows.toLocaleString("en-GB");
  refuse("E-DATA-SIZE", `${size} 5 MB or ${rows} rows.`, { every: Math.ceil(file.size / LIMITS.bytes) });
}

/** What would come of these roles. */
export function look(roles: Roles): Outcome | undefined {
  return table && outcome(table, roles);
}

/** The rows, with these roles. */
export function take(roles: Roles): Given | undefined {
  return table && given(table, roles);
}
