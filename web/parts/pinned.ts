/** The pinned runs, each in words and with its way back. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str } from "../language/message.ts";
import type { Pin } from "../pins.ts";

/** What can be done with a pin. */
export interface Acts<P extends Pin> {
  words(pin: P): string;
  open(pin: P): void;
  unpin(name: string): void;
}

/** The list; nothing where nothing is pinned. */
export function pinned<P extends Pin>(
  all: readonly P[],
  { words, open, unpin }: Acts<P>,
  more: unknown = nothing,
): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<div class="pins">
    <h3>${msg("Pinned")}</h3>
    <ul>
      ${all.map(
        (pin) => html`<li>
          <span>${msg(str`${pin.name}: ${words(pin)}`)}</span>
          <button type="button" aria-label=${msg(str`Open ${pin.name}`)} @click=${() => open(pin)}>${msg("Open")}</button>
          <button type="button" aria-label=${msg(str`Unpin ${pin.name}`)} @click=${() => unpin(pin.name)}>${msg("Unpin")}</button>
        </li>`,
      )}
    </ul>
    ${more}
  </div>`;
}
