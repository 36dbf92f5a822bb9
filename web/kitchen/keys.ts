/** The keys of the Kitchen. */

import { fullScreen, listen as keyed } from "../keys.ts";
import type { Keys } from "../parts/keylist.ts";
import type { Kitchen } from "./kitchen.ts";
import { copyLink } from "./menu.ts";
import { stride } from "./runbar.ts";
import * as state from "./state.ts";

/** The keys, and what they do. */
export const KEYS: Keys = [
  [["Space", "K"], "play or pause"],
  [["."], "step forward"],
  [[","], "previous checkpoint"],
  [["R"], "reset"],
  [["S", "Shift+S"], "next, previous seed"],
  [["Esc"], "stop preparing"],
  [["P"], "pin the run"],
  [["L"], "copy link"],
  [["F"], "full screen"],
  [["1–9"], "go to figure n"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "undo, redo"],
  [["?"], "this list"],
];

/** Listens to the keys. */
export function listen(kitchen: Kitchen): void {
  keyed({ press: (key) => press(kitchen, key), undo: () => kitchen.undo(), redo: () => kitchen.redo() });
}

function press(kitchen: Kitchen, key: string): boolean {
  const { session } = kitchen;
  const keys: Record<string, () => void> = {
    k: () => void (state.phase.value === "running" ? session.pause() : session.play()),
    ".": () => void session.step(stride.value),
    ",": () => session.back(),
    r: () => void session.reset(),
    s: () => kitchen.seed(1),
    S: () => kitchen.seed(-1),
    p: () => void (kitchen.canPin && kitchen.pin()),
    l: () => void copyLink(kitchen),
    f: () => fullScreen(),
    ...(state.isBusy.value ? { Escape: () => stop(kitchen) } : {}),
    "?": () => document.querySelector<HTMLElement>("#more")?.showPopover(),
  };
  const action = keys[key];
  action?.();
  return action !== undefined;
}

/** Asks once; pressed again, it gives up what is being prepared. */
function stop({ session }: Kitchen): void {
  if (state.notices.value.some(({ code }) => code === "CANCEL")) session.cancel();
  else state.notify("CANCEL", "Stop preparing? Esc again stops it.", [{ label: "Stop", act: () => session.cancel() }]);
}
