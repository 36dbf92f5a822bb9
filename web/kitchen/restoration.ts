/** What a link holds beside the settings: drawn points, and pinned runs, which are trained again. */

import { until } from "../changes.ts";
import { read, written } from "../input/points.ts";
import { msg } from "../language/message.ts";
import { type Link, parse } from "../link.ts";
import { fits, textOf } from "./address.ts";
import type { Kitchen } from "./kitchen.ts";
import { MANIFEST } from "./manifest.ts";
import * as state from "./state.ts";

/** Brings back the points and the pinned runs of a link; stops where another link has come. */
export async function restore(kitchen: Kitchen, link: Link, isOld: () => boolean): Promise<void> {
  await draw(kitchen, link);
  for (const text of missing(kitchen, link.pins)) {
    if (isOld()) return;
    await pin(kitchen, text, isOld);
  }
}

/** Draws the points of a link; where it has none of its own rows, those that are there are not its. */
async function draw(kitchen: Kitchen, { d, state: { set } }: Link): Promise<void> {
  const held = state.drawn.value.length > 0 ? await written(state.drawn.value) : undefined;
  if (d === held || (d === undefined && set !== "given")) return;
  const points = d === undefined ? [] : await read(d);
  if (typeof points === "string") state.notify("E-LINK-DATA", points);
  else await kitchen.draw(points);
}

/** Lets go of pinned runs that a link could have but has not; gives those that are not there. */
function missing({ pins }: Kitchen, texts: readonly string[]): string[] {
  const left = [...texts];
  pins.all.value = pins.all.value.filter((one) => {
    const at = left.indexOf(textOf(one));
    if (at >= 0) left.splice(at, 1);
    return at >= 0 || !fits(one);
  });
  return left;
}

/** Trains a pinned run again, up to its step, and pins it. */
async function pin(kitchen: Kitchen, text: string, isOld: () => boolean): Promise<void> {
  const { session } = kitchen;
  const { state: controls, t = 0 } = parse(MANIFEST, text);
  if (controls.set === "given" && !state.rows.value) {
    state.notify("E-LINK-PIN", msg("A pinned run is left out: its rows are not in the link."));
    return;
  }
  state.controls.value = controls;
  await session.prepare();
  await session.go(t);
  await until(() => {
    if (state.phase.value === "failed" || state.phase.value === "cancelled") return true;
    const isShown = state.view.value?.step === state.step.value || !session.observer;
    return isShown && state.isOpen.value && state.phase.value !== "running";
  });
  if (isOld()) return;
  if (state.isOpen.value && state.step.value === Math.min(t, state.last.value)) await kitchen.pinHere();
  else state.notify("E-LINK-PIN", msg("A pinned run is left out: it could not be trained again."));
}
