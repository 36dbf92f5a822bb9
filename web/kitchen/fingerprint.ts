/** The fingerprint of what was counted exactly: whoever opens the link is told whether it came out the same. */

import { effect, signal } from "@preact/signals-core";
import { english } from "../language/locale.ts";
import { msg, str } from "../language/message.ts";
import type { Kitchen } from "./kitchen.ts";
import { isFree } from "./manifest.ts";
import { table } from "./plates/table.ts";
import * as state from "./state.ts";

/** Digits of a fingerprint. */
const DIGITS = 12;
/** Milliseconds at rest before the table is counted for it. */
const REST_MS = 300;

/** The fingerprint of what is shown; empty where it is not counted exactly, or not yet. */
export const found = signal("");
/** What a link expects, and at which step. */
export const expected = signal<{ fp: string; step?: number | undefined } | undefined>(undefined);

/** The first 12 hexadecimal digits of SHA-256 over the rows of a table as JSON. */
export async function fingerprint(rows: readonly (readonly unknown[])[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(rows));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, DIGITS);
}

/** What the fingerprint is of: the weights and the questions, at rest; nothing where it does not count. */
function subject(): string {
  const view = state.view.value;
  const isAtRest = state.phase.value === "finished" || state.phase.value === "paused";
  const { executor } = state.controls.value;
  // A link does not hold a student.
  if (!view || !isAtRest || executor !== "exact" || state.student.value.phase !== "none") return "";
  if (view.step !== state.step.value) return "";
  return `${state.version.value} ${JSON.stringify(table.questions())}`;
}

/** Keeps the fingerprint up to date, and compares it with the one that the link has. */
export function keepFingerprint(kitchen: Kitchen): void {
  let last = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const count = async (of: string) => {
    const figure = await kitchen.gallery.complete("table", english).catch(() => undefined);
    if (of !== last || !figure?.rows) return;
    const fp = await fingerprint(figure.rows);
    if (of !== last) return;
    found.value = fp;
    compare(fp);
  };
  effect(() => {
    const of = subject();
    if (of === last) return;
    last = of;
    found.value = "";
    clearTimeout(timer);
    if (of !== "") timer = setTimeout(() => void count(of), REST_MS);
  });
}

function compare(fp: string): void {
  const wanted = expected.value;
  if (!wanted || (wanted.step !== undefined && wanted.step !== state.view.value?.step)) return;
  expected.value = undefined;
  state.dismiss("E-FP");
  if (wanted.fp === fp)
    state.notify("FP", msg(str`Reproduced: the table has the fingerprint ${fp}, as the link says.`));
  else state.notify("E-FP", msg(str`Differs: the table has the fingerprint ${fp}, the link says ${wanted.fp}.`));
}

/** Takes the fingerprint of a link; only the exact engine can check it. */
export function expect(kitchen: Kitchen, fp: string, step: number | undefined): void {
  expected.value = { fp, step };
  if (state.controls.value.executor === "exact") return;
  const words = msg("The link has a fingerprint, which only the exact engine can check.");
  const check = { label: msg("Check it"), act: () => kitchen.exactly(step) };
  state.notify("E-FP", words, isFree("executor") ? [check] : undefined);
}
