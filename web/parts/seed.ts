/** The seed of a run, with dice. */

import { html, nothing, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";
import { icon } from "./icon.ts";

/**
 * The field and the dice; `set` is told a whole number and gives the seed that is taken, `next` is told that the next one is
 * wanted. What is being typed stays until it is told.
 */
export function seed(
  value: number,
  most: number,
  set: (seed: number) => number,
  next: () => void,
  isLocked: boolean,
): TemplateResult {
  return html`<label>
      <span class="word">${msg("Seed")}</span>
      <input
        id="seed"
        part="seed"
        aria-label=${msg("Seed")}
        type="number"
        min="0"
        max=${most}
        step="1"
        title=${isLocked ? msg("set by the page") : nothing}
        ?disabled=${isLocked}
        .value=${String(value)}
        @change=${(event: Event) => {
          const field = event.target as HTMLInputElement;
          const wish = Math.min(most, Math.max(0, Math.round(field.valueAsNumber)));
          field.value = String(Number.isFinite(wish) ? set(wish) : value);
        }}
      />
    </label>
    <button type="button" class="quiet" aria-label=${msg("Another seed")} ?disabled=${isLocked} @click=${next}>${icon("dice")}</button>`;
}

/** The seed so many further on. */
export const further = (seed: number, by: number): number => (seed + by + 2 ** 32) % 2 ** 32;
