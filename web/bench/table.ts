/** Results as a table for people. */

import { format } from "d3-format";
import type { Result } from "./measure.ts";

const time = format(".3~g");
const share = format(".0%");
const rate = format(".3~s");

/** A column: its heading, and what it says of a result. */
type Column = [string, (result: Result) => string];

const COLUMNS: readonly Column[] = [
  ["Workload", (r) => r.workload],
  ["Members", (r) => (r.width === null ? String(r.members) : `${r.members}, ${r.width} wide`)],
  ["ms per unit", (r) => time(r.ms.median)],
  ["least", (r) => time(r.ms.min)],
  ["spread", (r) => share(r.ms.spread / r.ms.median)],
  ["Rate", (r) => `${rate(r.rate)} ${r.rate_unit}`],
  ["GFLOP/s", (r) => (r.gflop_per_s === null ? "" : time(r.gflop_per_s))],
  ["GB/s", (r) => (r.gbyte_per_s === null ? "" : time(r.gbyte_per_s))],
  ["First loss, ms", (r) => time(r.open_ms + r.create_ms + r.first_run_ms)],
  ["Plan, MB", (r) => time(r.arena_bytes / 1e6)],
  ["WASM, MB", (r) => time(r.wasm_bytes / 1e6)],
  ["Dispatches", (r) => time(r.counts.dispatches)],
  ["Submits", (r) => time(r.counts.submits)],
  ["Messages", (r) => time(r.counts.messages)],
];

/** An empty table, and how a result gets into it. */
export function table(caption: string): { element: HTMLTableElement; add(result: Result): void } {
  const element = document.createElement("table");
  element.createCaption().textContent = caption;
  const head = element.createTHead().insertRow();
  for (const [heading] of COLUMNS) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = heading;
    head.append(cell);
  }
  const body = element.createTBody();
  const add = (result: Result) => {
    const row = body.insertRow();
    for (const [, text] of COLUMNS) row.insertCell().textContent = text(result);
  };
  return { element, add };
}
