/** Between two members: the slider, the map that follows it, the accuracy along the way. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { along } from "../figures/curves.ts";
import { mixed } from "../figures/maps.ts";
import type { Session } from "../session.ts";
import * as state from "../state.ts";
import { curve } from "./curve.ts";

/** The walk from one member to another. */
export function mixing(session: Session): TemplateResult {
  const { a, b, t } = state.mix.value;
  const open = state.isOpen.value;
  const set = (event: Event) => {
    const field = event.target as HTMLInputElement;
    if (Number.isFinite(field.valueAsNumber)) session.mix({ t: Math.min(1, Math.max(0, field.valueAsNumber)) });
    if (field.type === "number") field.value = state.mix.value.t.toFixed(2);
  };
  const by = (step: number) => session.mix({ t: Math.min(1, Math.max(0, Math.round((t + step) * 100) / 100)) });
  return html`<section class="card mixing" aria-labelledby="mixing">
    <h2 id="mixing">Between two members</h2>
    <div class="walk">
      <div class="walker">
        <sp-map .figure=${mixed()}></sp-map>
        <div class="slider">
          ${member("From", a, (a) => session.mix({ a }))}
          <label class="wide">
            <span class="visually-hidden">Share of m${b + 1} in the weights</span>
            <input
              id="mix"
              type="range"
              min="0"
              max="1"
              step="0.01"
              ?disabled=${!open}
              .value=${live(String(t))}
              aria-valuetext=${`${Math.round((1 - t) * 100)} % m${a + 1}, ${Math.round(t * 100)} % m${b + 1}`}
              @input=${set}
              @keydown=${(event: KeyboardEvent) => {
                if (event.key === "Backspace") session.mix({ t: 0.5 });
              }}
            />
          </label>
          ${member("To", b, (b) => session.mix({ b }))}
        </div>
        <div class="fine">
          <button type="button" class="quiet" aria-label="Less" ?disabled=${!open} @click=${() => by(-0.01)}>−</button>
          <label>
            share of m${b + 1}
            <input
              type="number"
              min="0"
              max="1"
              step="0.01"
              ?disabled=${!open}
              .value=${t.toFixed(2)}
              @change=${set}
            />
          </label>
          <button type="button" class="quiet" aria-label="More" ?disabled=${!open} @click=${() => by(0.01)}>+</button>
        </div>
      </div>
      ${curve("Accuracy along the way", along.value, nothing, 300)}
    </div>
  </section>`;
}

function member(label: string, value: number, choose: (member: number) => void): TemplateResult {
  const all = Array.from({ length: state.spec.value.members }, (_, i) => i);
  return html`<label class="end">
    <span class="visually-hidden">${label}</span>
    <select @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
      ${all.map((i) => html`<option value=${i} .selected=${i === value}>m${i + 1}</option>`)}
    </select>
  </label>`;
}
