/** Some of several, as a bit string; empty where it is all of them. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, translated } from "../language/message.ts";
import { sizeOf } from "../manifest.ts";
import type { Field } from "./control.ts";

/** The bits of a subset of `size` items. */
export function bits(value: unknown, size: number): boolean[] {
  return Array.from({ length: size }, (_, i) => (typeof value === "string" && value !== "" ? value[i] !== "0" : true));
}

/** The bit string of a choice; the last item that is in stays in. */
export function bitString(chosen: readonly boolean[]): string {
  return chosen.map(Number).join("");
}

/** The control. */
export function subset({ spec, id, value, off, form, set }: Field): TemplateResult {
  const chosen = bits(value, sizeOf(spec, form.state));
  const name = (i: number) => translated(spec.options?.[i]?.label ?? form.item?.(i) ?? String(i + 1));
  const put = (next: boolean[]) => {
    if (next.includes(true)) set(bitString(next));
  };
  return html`<fieldset class="subset">
    <legend>${translated(spec.label)}</legend>
    <div class="row">
      <button type="button" class="quiet" ?disabled=${off} @click=${() => put(chosen.map(() => true))}>${msg("All")}</button>
      <button type="button" class="quiet" ?disabled=${off} @click=${() => put(chosen.map((one) => !one))}>${msg("Invert")}</button>
    </div>
    <div class="items">
      ${chosen.map(
        (isIn, i) => html`<label class="check">
          <input
            id=${`${id}-${i}`}
            type="checkbox"
            ?disabled=${off}
            .checked=${live(isIn)}
            @change=${() => put(chosen.map((old, j) => (i === j ? !old : old)))}
          />
          <span>${name(i)}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}
