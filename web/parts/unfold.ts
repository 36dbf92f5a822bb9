/** A narrow bar shows what is used most; one button shows the rest. */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";

/** Whether a narrow bar shows everything. */
export const isWide = signal(false);

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
