/** The page. */

import { html, nothing, type TemplateResult } from "lit";
import { loss, progress, severity } from "../figures/curves.ts";
import type { Session } from "../session.ts";
import * as state from "../state.ts";
import { controls } from "./controls.ts";
import { curve } from "./curve.ts";
import { members, together } from "./maps.ts";
import { mixing } from "./mixing.ts";
import { runbar } from "./runbar.ts";

/** Everything below the title. */
export function page(session: Session): TemplateResult {
  return html`
    ${state.notice.value ? html`<p class="notice"><span aria-hidden="true">▲</span> ${state.notice.value}</p>` : nothing}
    <div class="stage" aria-busy=${state.isOpen.value ? "false" : "true"} data-phase=${state.phase.value}>
      ${members(session)} ${together()} ${controls(session)} ${mixing(session)}
      <div class="curves">
        ${curve("Accuracy under shift", severity.value, shifts(session))}
        ${curve("Accuracy while training", progress.value)} ${curve("Loss while training", loss.value)}
      </div>
    </div>
    ${runbar(session)}
  `;
}

/** What the page runs on, and its keys. */
export function foot(): TemplateResult {
  const { used, workers, core } = state.engine.value;
  return html`<p>
    <span id="core">${core}</span>${core ? html` · ${used === "cpu" ? `CPU × ${workers}` : "GPU"}` : nothing} · Nothing
    leaves this device. · Keys: <kbd>K</kbd> play or pause, <kbd>.</kbd> step, <kbd>R</kbd> reset, <kbd>S</kbd> next
    seed.
  </p>`;
}

function shifts(session: Session): TemplateResult {
  return html`<label class="inline">
    Shift
    <select id="shift" @change=${(event: Event) => session.shift((event.target as HTMLSelectElement).value)}>
      ${state.shiftNames.value.map(
        (name) => html`<option value=${name} .selected=${name === state.shift.value}>${name}</option>`,
      )}
    </select>
  </label>`;
}
