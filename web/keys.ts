/** The keys of the page; none of them works in a field. */

import { stride } from "./parts/runbar.ts";
import type { Session } from "./session.ts";
import * as state from "./state.ts";

/** Listens to the keys. */
export function listen(session: Session): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target, event.key)) return;
    if (!press(session, event.key)) return;
    event.preventDefault();
  });
}

function press(session: Session, key: string): boolean {
  const keys: Record<string, () => void> = {
    k: () => (state.phase.value === "running" ? session.pause() : session.play()),
    ".": () => session.step(stride.value),
    r: () => session.reset(),
    s: () => session.seed(1),
    S: () => session.seed(-1),
  };
  const action = keys[key === " " || key === "K" ? "k" : key];
  action?.();
  return action !== undefined;
}

/** Whether the element needs the key itself. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("input:not([type=range], [type=checkbox], [type=radio]), select, textarea")) return true;
  return key === " " && target.matches("button, input, summary, a, [tabindex]");
}
