/** The link of the page: read when it opens, written at rest. */

import { effect, signal } from "@preact/signals-core";
import { Address } from "../address.ts";
import type { Point } from "../input/drawing.ts";
import { withLanguage } from "../language/choice.ts";
import { msg, str } from "../language/message.ts";
import { type Link, LONGEST, parse, rules, write } from "../link.ts";
import { setTheme } from "../theme.ts";
import { expect, found } from "./fingerprint.ts";
import type { Kitchen } from "./kitchen.ts";
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
  const link = parse(MANIFEST, location.hash, query("build"));
  kept = { ignored: link.ignored, ...(link.ui ? { ui: link.ui } : {}) } as typeof kept;
  ui.value = rules(link.ui);
  if (ui.value.theme) setTheme(ui.value.theme);
  if (link.remarks.length > 0) state.notify("E-LINK", link.remarks.join(" "));
  if (link.d) {
    const { read } = await import("../input/points.ts");
    const points = await read(link.d);
    if (typeof points === "string") state.notify("E-LINK-DATA", points);
    else await kitchen.draw(points);
  }
  for (const text of link.pins) await pinAgain(kitchen, text);
  kitchen.adopt(link.state, link.t, () => (link.play ? kitchen.session.play() : undefined));
  if (link.fp) expect(kitchen, link.fp, link.t);
  kitchen.begin();
}

/** Runs a pinned run again, up to its step, and pins it. */
async function pinAgain(kitchen: Kitchen, text: string): Promise<void> {
  const { state: controls, t = 0 } = parse(MANIFEST, text);
  state.controls.value = controls;
  await kitchen.session.prepare();
  await kitchen.session.go(t);
  await new Promise<void>((resolve) => {
    const stop = effect(() => {
      if (state.view.value?.step !== t && state.phase.value !== "failed") return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
  if (kitchen.canPin) await kitchen.pin();
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
  if (block.value && state.controls.value.set === "given") link.d = block.value;
  if (found.value) link.fp = found.value;
  link.pins = kitchen.pins.all.value.map((pin) => write(MANIFEST, { state: pin.controls, t: pin.step }));
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
    () => fragment(kitchen),
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
    if (state.phase.value === "running" || state.phase.value === "loading" || state.phase.value === "preparing") return;
    bar.soon();
  });
  bar.onReturn((text) => {
    const link = parse(MANIFEST, text, query("build"));
    kitchen.adopt(link.state, link.t);
  });
}
