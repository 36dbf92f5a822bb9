/** The keys of the Kitchen. */

import { fullScreen, listen as keyed } from "../keys.ts";
import { msg } from "../language/message.ts";
import type { Kitchen } from "./kitchen.ts";
import { offers } from "./menu.ts";
import { stride } from "./runbar.ts";
import * as state from "./state.ts";

/** Listens to the keys. */
export function listen(kitchen: Kitchen): void {
  keyed({ press: (key) => press(kitchen, key), undo: () => kitchen.undo(), redo: () => kitchen.redo() });
}

function press(kitchen: Kitchen, key: string): boolean {
  const { session } = kitchen;
  const acts: Record<string, () => void> = {
    k: () => void (state.phase.value === "running" ? session.pause() : session.play()),
    ".": () => void session.step(stride.value),
    ",": () => session.back(),
    r: () => void session.reset(),
    s: () => kitchen.seed(1),
    S: () => kitchen.seed(-1),
    p: () => void kitchen.pinHere(),
    l: () => void offers.ask("menu").then(({ copyLink }) => copyLink(kitchen)),
    f: () => fullScreen(),
    ...(state.isBusy.value ? { Escape: () => stop(kitchen) } : {}),
    "?": () => document.querySelector<HTMLElement>("#more")?.showPopover(),
  };
  const action = acts[key];
  action?.();
  return action !== undefined;
}

/** Asks once; pressed again, it gives up what is being prepared. */
function stop({ session }: Kitchen): void {
  if (state.notices.value.some(({ code }) => code === "CANCEL")) session.cancel();
  else
    state.notify("CANCEL", msg("Stop preparing? Esc again stops it."), [
      { label: msg("Stop"), act: () => session.cancel() },
    ]);
}
