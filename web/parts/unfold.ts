/** A narrow bar shows what is used most; one button shows the rest. */

import { type Signal, signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";

/** Whether a narrow bar shows everything. */
export const isWide = signal(false);

let room: Signal<boolean> | undefined;

/** Whether the window has room for stations side by side: what is unfolded there at first. */
export function isRoomy(): boolean {
  if (!room) {
    const query = matchMedia("(min-width: 42rem)");
    const now = signal(query.matches);
    query.addEventListener("change", () => {
      now.value = query.matches;
    });
    room = now;
  }
  return room.value;
}

/** The button; `what` names what it shows. */
export function unfold(what: string): TemplateResult {
  return html`<button
    type="button"
    class="quiet unfold"
    aria-label=${what}
    aria-expanded=${isWide.value ? "true" : "false"}
    @click=${() => {
      isWide.value = !isWide.value;
    }}
  >
    …
  </button>`;
}
