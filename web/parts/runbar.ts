/** The bar with the buttons of a run. */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import type { Session } from "../session.ts";
import { MAX_SEED } from "../settings.ts";
import * as state from "../state.ts";
import { icon } from "./icon.ts";

/** How many steps the step button takes. */
export const stride = signal(10);
const numbers = new Intl.NumberFormat("en");

/** Play, step, reset, how far the run is, its seed and its speed. */
export function runbar(session: Session): TemplateResult {
  const phase = state.phase.value;
  const isBusy = phase === "loading" || phase === "preparing";
  const isRunning = phase === "running";
  const { steps } = state.spec.value;
  return html`<div class="runbar" role="group" aria-label="Run">
    <div class="buttons">
      <button
        type="button"
        class="primary"
        id="play"
        ?disabled=${isBusy}
        @click=${() => (isRunning ? session.pause() : session.play())}
      >
        ${icon(isRunning ? "pause" : "play")} ${isRunning ? "Pause" : phase === "finished" ? "Play again" : "Play"}
      </button>
      <span class="split">
        <button type="button" id="step" aria-label="Step" ?disabled=${!state.isOpen.value} @click=${() => session.step(stride.value)}>
          ${icon("step")} <span class="word">Step</span>
        </button>
        <label>
          <span class="visually-hidden">Steps at a time</span>
          <select
            @change=${(event: Event) => {
              stride.value = Number((event.target as HTMLSelectElement).value);
            }}
          >
            ${[1, 10, 100].map((n) => html`<option value=${n} .selected=${n === stride.value}>${n}</option>`)}
          </select>
        </label>
      </span>
      <button type="button" id="reset" ?disabled=${isBusy} @click=${() => session.reset()}>${icon("reset")} <span class="word">Reset</span></button>
    </div>
    <div class="where">
      <progress max=${steps} .value=${state.step.value} aria-label="Steps done"></progress>
      <span id="at" class="numbers">${where()}</span>
    </div>
    <div class="seeds">
      <label>
        <span class="word">Seed</span>
        <input
          id="seed"
          type="number"
          min="0"
          max=${MAX_SEED}
          step="1"
          .value=${String(state.settings.value.seed)}
          @change=${(event: Event) => {
            const field = event.target as HTMLInputElement;
            const seed = Math.min(MAX_SEED, Math.max(0, Math.round(field.valueAsNumber)));
            if (Number.isFinite(seed)) session.change({ seed });
            field.value = String(state.settings.value.seed);
          }}
        />
      </label>
      <button type="button" class="quiet" aria-label="Another seed" @click=${() => session.seed(1)}>${icon("dice")}</button>
    </div>
  </div>`;
}

function where(): string {
  const phase = state.phase.value;
  if (phase === "loading") {
    const share = state.loaded.value;
    return share > 0 && share < 1 ? `Getting the data: ${Math.round(share * 100)} %` : "Getting the engine …";
  }
  if (phase === "preparing") return "Preparing …";
  if (phase === "failed") return "Stopped";
  return `Step ${numbers.format(state.step.value)} of ${numbers.format(state.spec.value.steps)}`;
}
