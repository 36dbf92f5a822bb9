/** A select whose few options are all seen. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { translated } from "../language/message.ts";
import { type ControlSpec, holds } from "../manifest.ts";
import type { Form } from "./control.ts";

/** Radio buttons in a row; below them what the chosen one means. */
export function segments(spec: ControlSpec, form: Form): TemplateResult {
  const all = spec.options?.filter((one) => holds(one.when, form.state)) ?? [];
  const value = form.state[spec.name];
  const off = form.locked?.includes(spec.name) ?? false;
  return html`<fieldset class="segments" data-name=${spec.name}>
    <legend>${translated(spec.label)}</legend>
    <div class="row">
      ${all.map(
        ({ id, label }) => html`<label>
          <input
            type="radio"
            name=${`c-${spec.name}`}
            value=${id}
            ?disabled=${off}
            .checked=${live(id === value)}
            @change=${() => form.set(spec.name, id, true)}
          />
          <span>${translated(label)}</span>
        </label>`,
      )}
    </div>
    <p class="caption">${translated(all.find(({ id }) => id === value)?.help ?? "")}</p>
  </fieldset>`;
}
