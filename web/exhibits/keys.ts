/** The keys of an exhibit. */

import { say } from "../announcer.ts";
import { fullScreen, listen as keyed } from "../keys.ts";
import { msg, str } from "../language/message.ts";
import type { Keys } from "../parts/keylist.ts";
import type { Exhibit } from "./exhibit.ts";
import { copyLink } from "./exports.ts";

/** The keys, and what they do. */
export const keys = (): Keys => [
  [[msg("Space"), "K"], msg("play or cancel")],
  [["R"], msg("reset")],
  [["S", "Shift+S"], msg("next, previous seed")],
  [["P"], msg("pin what is shown")],
  [["L"], msg("copy link")],
  [["F"], msg("full screen")],
  [["1–9"], msg("go to figure n")],
  [["T", "D", "H", "E"], msg("in a figure: table, words, sound, files")],
  [["Ctrl+Z", "Ctrl+Shift+Z"], msg("undo, redo")],
  [["?"], msg("this list")],
];

/** Pins what is shown, and says so. */
export function pin(exhibit: Exhibit): void {
  if (!exhibit.canPin) return;
  exhibit.changedBy = "user";
  say(msg(str`What is shown is pinned as ${exhibit.pin()}.`));
}

/** Listens to the keys of the exhibit's page, or of those who are inside of its root. */
export function listen(exhibit: Exhibit, root: Document | ShadowRoot = document): void {
  const acts: Record<string, () => void> = {
    k: () => exhibit.toggle(),
    r: () => exhibit.session.reset(),
    s: () => exhibit.seed(1),
    S: () => exhibit.seed(-1),
    p: () => pin(exhibit),
    l: () => void copyLink(exhibit),
    f: () => fullScreen(root instanceof ShadowRoot ? root.host : undefined),
    "?": () => root.querySelector<HTMLElement>("#more")?.showPopover(),
  };
  const press = (key: string) => {
    acts[key]?.();
    return acts[key] !== undefined;
  };
  const hasLetters = () => exhibit.hasLetters.value;
  keyed({ hasLetters, press, undo: () => exhibit.undo(), redo: () => exhibit.redo() }, root);
}
