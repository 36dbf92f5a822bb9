/** What is kept of a run that is pinned. */

import type { FigureSpec } from "../figures/figure.ts";
import { msg } from "../language/message.ts";
import { ghostsOf } from "../pins.ts";
import { PLATES } from "./gallery.ts";
import type { Kitchen, Pin } from "./kitchen.ts";
import { undoable } from "./manifest.ts";
import * as state from "./state.ts";

/** Freezes the run that is shown, under the next name or the one that is asked for; fails where it has changed meanwhile. */
export async function frozen(
  { gallery, pins }: Kitchen,
  shown: Pick<Pin, "controls" | "step" | "rows">,
  wanted?: string,
): Promise<Pin> {
  const figures: [string, FigureSpec][] = [];
  for (const id of PLATES) {
    // What is on the screen may still wait for its answers: a ghost must not.
    const figure = (await gallery.complete(id)) ?? gallery.figure(id);
    if (figure) figures.push([id, figure]);
  }
  const isSame =
    JSON.stringify(undoable(shown.controls)) === JSON.stringify(undoable(state.controls.value)) &&
    shown.step === state.step.value &&
    shown.rows === state.rows.value;
  if (!isSame) throw new Error(msg("The run has changed while it was being pinned: pin it again."));
  const name = pins.next(wanted);
  return { ...shown, name, ghosts: Object.fromEntries(figures.map(([id, figure]) => [id, ghostsOf(figure, name)])) };
}
