/** The keys of an exhibit. */

import { say } from "../announcer.ts";
import { fullScreen, listen as keyed } from "../keys.ts";
import { msg, str } from "../language/message.ts";
import type { Exhibit } from "./exhibit.ts";
import { offers } from "./menu.ts";

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
    l: () => void offers.ask("menu").then(({ copyLink }) => copyLink(exhibit)),
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
