/** The bar with the buttons of a run. */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../parts/icon.ts";
import { seed } from "../parts/seed.ts";
import { unfold } from "../parts/unfold.ts";
import type { Kitchen } from "./kitchen.ts";
import { specOf, ui } from "./manifest.ts";
import { chip, more } from "./menu.ts";
import * as state from "./state.ts";

/** How many steps the step button takes. */
export const stride = signal(10);
const numbers = new Intl.NumberFormat("en");

/** Play, step, reset, the timeline, speed, seed, engine and the rest. */
export function runbar(kitchen: Kitchen): TemplateResult {
  return html`
    ${buttons(kitchen)}
    ${unfold("Speed, seed and more")}
    ${timeline(kitchen)} ${seeds(kitchen)}
    <div class="others">
      ${chip(kitchen)}
      <button type="button" class="quiet" aria-label="Undo" ?disabled=${!kitchen.history.canUndo.value} @click=${() => kitchen.undo()}>
        ${icon("undo")}
      </button>
      <button type="button" class="quiet" aria-label="Redo" ?disabled=${!kitchen.history.canRedo.value} @click=${() => kitchen.redo()}>
        ${icon("redo")}
      </button>
      <button
        type="button"
        class="quiet"
        id="pin"
        ?disabled=${!kitchen.canPin}
        @click=${() => kitchen.pin()}
      >
        Pin
      </button>
      ${more(kitchen)}
    </div>`;
}

function buttons({ session }: Kitchen): TemplateResult {
  const phase = state.phase.value;
  const isBusy = state.isBusy.value;
  const isRunning = phase === "running";
  const word = isRunning ? "Pause" : phase === "finished" ? "Play again" : "Play";
  return html`<div class="buttons">
    <button
      type="button"
      class="primary"
      id="play"
      ?disabled=${isBusy || (!state.view.value && phase !== "failed" && phase !== "cancelled")}
      @click=${() => (isRunning ? session.pause() : session.play())}
    >
      ${icon(isRunning ? "pause" : "play")} ${word}
    </button>
    <span class="split">
      <button type="button" id="step" aria-label="Step" ?disabled=${!state.isOpen.value} @click=${() => session.step(stride.value)}>
        ${icon("step")}
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
    <button type="button" id="reset" aria-label="Reset" ?disabled=${isBusy} @click=${() => session.reset()}>${icon("reset")}</button>
  </div>`;
}

/** The steps; the checkpoints are marked and can be gone back to. */
function timeline({ session }: Kitchen): TemplateResult {
  if (state.isBusy.value) return progress(() => session.cancel());
  const [step, last] = [state.step.value, state.last.value];
  return html`<div class="where">
    <input
      id="timeline"
      type="range"
      min="0"
      max=${last}
      step="1"
      list="checkpoints"
      aria-label="Timeline"
      aria-valuetext=${`step ${numbers.format(step)} of ${numbers.format(last)}`}
      ?disabled=${!state.isOpen.value || state.checkpoints.value.length < 2}
      .value=${live(String(step))}
      @input=${(event: Event) => session.scrub((event.target as HTMLInputElement).valueAsNumber)}
    />
    <datalist id="checkpoints">${state.checkpoints.value.map((at) => html`<option value=${at}></option>`)}</datalist>
    <span id="at" class="numbers">${where()}</span>
  </div>`;
}

/** How far a preparation is, and its end. */
function progress(cancel: () => void): TemplateResult {
  const share = state.preparing.value?.share ?? state.loaded.value;
  return html`<div class="where busy">
    <progress max="1" .value=${share} aria-label="Preparation"></progress>
    <button type="button" id="cancel" @click=${cancel}>Cancel</button>
    <span id="at" class="numbers">${where()}</span>
  </div>`;
}

function seeds(kitchen: Kitchen): TemplateResult {
  const speed = specOf("speed");
  return html`<div class="seeds">
    <label>
      <span class="word">Speed</span>
      <select id="speed" @change=${(event: Event) => kitchen.set("speed", (event.target as HTMLSelectElement).value)}>
        ${speed.options?.map(
          ({ id, label }) =>
            html`<option value=${id} .selected=${live(id === kitchen.shown.value.speed)}>${label}</option>`,
        )}
      </select>
    </label>
    ${seed(
      Number(kitchen.shown.value.seed),
      specOf("seed").range?.[1] ?? 0,
      (value) => kitchen.set("seed", value),
      () => kitchen.seed(1),
      ui.value.lock.includes("seed"),
    )}
  </div>`;
}

function where(): string {
  const phase = state.phase.value;
  if (phase === "loading") {
    const share = state.loaded.value;
    return share > 0 && share < 1 ? `Getting the data: ${Math.round(share * 100)} %` : "Getting the engine …";
  }
  if (phase === "preparing") {
    const { words, share, seconds } = state.preparing.value ?? { words: "Preparing", share: 0, seconds: 0 };
    const left = seconds >= 1 ? `, about ${Math.round(seconds)} s left` : "";
    return `${words}: ${Math.round(100 * share)} %${left}`;
  }
  if (phase === "failed") return "Stopped";
  if (phase === "cancelled") return "Not prepared";
  const at = `Step ${numbers.format(state.step.value)} of ${numbers.format(state.last.value)}`;
  const from = state.origin.value;
  if (from === "files") return "Models from files";
  return from === "recorded" ? `${at}, recorded` : at;
}
