/** The link of the page: read when it opens, written at rest. */

import { effect, signal } from "@preact/signals-core";
import { Address } from "../address.ts";
import type { Point } from "../input/drawing.ts";
import { withLanguage } from "../language/choice.ts";
import { msg, str } from "../language/message.ts";
import { type Link, LONGEST, parse, rules, write } from "../link.ts";
import { setTheme } from "../theme.ts";
import { faultOf, lastStep } from "../wire.ts";
import { expect, expected, found } from "./fingerprint.ts";
import type { Kitchen, Pin } from "./kitchen.ts";
import { DEFAULTS, MANIFEST, ui } from "./manifest.ts";
import { runOf } from "./order.ts";
import * as state from "./state.ts";

/** The block of drawn points. */
const block = signal("");
let kept: Pick<Link, "ignored" | "ui"> = { ignored: [] } as Pick<Link, "ignored" | "ui">;

/** What stands after `?`, without what is not of the state: who may speak to a frame, in which language, and `more`. */
function query(...more: string[]): string {
  const all = new URLSearchParams(location.search);
  for (const key of ["origin", ...more]) all.delete(key);
  const text = withLanguage(all);
  return text && `?${text}`;
}

/** Reads the address and prepares what it says. */
export async function openLink(kitchen: Kitchen): Promise<void> {
  kitchen.listen();
  await take(kitchen, location.hash);
  kitchen.begin();
}

/** Counts the links that were taken: only the newest counts. */
let newest = 0;
/** Whether what a link says is on its way. */
const isTaking = signal(false);

/** Takes all that a link says. */
async function take(kitchen: Kitchen, fragment: string): Promise<void> {
  const mine = ++newest;
  isTaking.value = true;
  const link = parse(MANIFEST, fragment, query("build"));
  kept = { ignored: link.ignored, ...(link.ui ? { ui: link.ui } : {}) } as typeof kept;
  ui.value = rules(link.ui);
  if (ui.value.theme) setTheme(ui.value.theme);
  for (const code of ["E-LINK", "E-LINK-PIN"]) state.dismiss(code);
  const last = lastStep(runOf(link.state));
  if (link.t !== undefined && link.t > last) {
    const name = msg("Step shown");
    link.remarks.push(msg(str`${name}: “${link.t}” cannot be (from ${0} to ${last}); ${last} is used.`));
    link.t = last;
  }
  if (link.remarks.length > 0) state.notify("E-LINK", link.remarks.join(" "));
  if (link.d || [...link.pins, ...kitchen.pins.all.value, ...state.drawn.value].length > 0) {
    await import("./restoration.ts")
      .then(({ restore }) => restore(kitchen, link, () => mine !== newest))
      .catch((error) => state.notify("E-LINK-DATA", faultOf(error).message));
  }
  if (mine !== newest) return;
  kitchen.adopt(link.state, link.t, () => (link.play ? kitchen.session.play() : undefined));
  expected.value = undefined;
  if (link.fp) expect(kitchen, link.fp, link.t);
  isTaking.value = false;
}

/** A pinned run in a link. */
export const textOf = ({ controls, step }: Pin): string => write(MANIFEST, { state: controls, t: step });

/** Whether a link can bring back a pinned run: one of rows of the visitor's own needs them, and a link holds only drawn points. */
export function fits({ controls, rows }: Pin): boolean {
  const now = state.rows.value;
  if (controls.set !== "given") return true;
  if (state.drawn.value.length === 0 || !now || !rows) return false;
  return now === rows || (String(now.x) === String(rows.x) && String(now.y) === String(rows.y));
}

/** Writes the block of drawn points. */
async function pack(points: readonly Point[]): Promise<void> {
  const { written } = await import("../input/points.ts");
  block.value = await written(points);
}

/** The link's fragment for what is shown now. */
export function fragment(kitchen: Kitchen): string {
  const link: Partial<Link> & { state: typeof DEFAULTS } = { ...kept, state: state.controls.value };
  const [step, recorded] = [state.step.value, state.isRecorded.value];
  const opensRecorded = JSON.stringify(state.spec.value) === JSON.stringify(runOf(DEFAULTS));
  if (!recorded && state.isOpen.value && (step > 0 || opensRecorded)) link.t = step;
  const pins = kitchen.pins.all.value.filter(fits);
  const isOwn = [state.controls.value, ...pins.map(({ controls }) => controls)].some(({ set }) => set === "given");
  if (block.value && isOwn) link.d = block.value;
  if (found.value) link.fp = found.value;
  link.pins = pins.map(textOf);
  return write(MANIFEST, link);
}

/** The whole link, or why it is too long. */
export function address(kitchen: Kitchen): { href: string } | { refused: string } {
  const href = `${location.origin}${location.pathname}${query()}#${fragment(kitchen)}`;
  if (href.length > LONGEST) {
    return {
      refused: msg(
        str`The link would have ${href.length} characters; the limit is ${LONGEST}. Save the run as a file instead.`,
      ),
    };
  }
  if (state.rows.value && state.drawn.value.length === 0 && state.controls.value.set === "given") {
    return { refused: msg("Uploaded rows do not fit in a link. Save the run as a file instead.") };
  }
  return { href };
}

/** Keeps the address up to date, at rest; a new entry of the history only for other data and for pins. */
export function keepAddress(kitchen: Kitchen): void {
  effect(() => {
    const points = state.drawn.value;
    if (points.length === 0) block.value = "";
    else void pack(points);
  });
  const bar = new Address(
    () => (isTaking.value ? undefined : fragment(kitchen)),
    () => `${state.controls.value.set} ${block.value} ${kitchen.pins.all.value.length}`,
  );
  effect(() => {
    // Whatever a link holds.
    void [
      state.controls.value,
      state.phase.value,
      block.value,
      kitchen.pins.all.value,
      state.isRecorded.value,
      found.value,
    ];
    if (isTaking.value || state.isBusy.value || state.phase.value === "running") return;
    bar.soon();
  });
  bar.onReturn((text) => void take(kitchen, text));
}
