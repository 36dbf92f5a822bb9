/** The bar with the buttons of a run. */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, str, translated } from "../language/message.ts";
import { number } from "../language/number.ts";
import { icon } from "../parts/icon.ts";
import { seed } from "../parts/seed.ts";
import { unfold } from "../parts/unfold.ts";
import type { Kitchen } from "./kitchen.ts";
import { isFree, specOf } from "./manifest.ts";
import { chip, more } from "./menu.ts";
import * as state from "./state.ts";

/** How many steps the step button takes. */
export const stride = signal(10);

/** Play, step, reset, the timeline, speed, seed, engine and the rest. */
export function runbar(kitchen: Kitchen): TemplateResult {
  return html`
    ${buttons(kitchen)}
    ${unfold(msg("Speed, seed and more"))}
    ${timeline(kitchen)} ${seeds(kitchen)}
    <div class="others">
      ${chip(kitchen)}
      <button type="button" class="quiet" aria-label=${msg("Undo")} ?disabled=${!kitchen.history.canUndo.value} @click=${() => kitchen.undo()}>
        ${icon("undo")}
      </button>
      <button type="button" class="quiet" aria-label=${msg("Redo")} ?disabled=${!kitchen.history.canRedo.value} @click=${() => kitchen.redo()}>
        ${icon("redo")}
      </button>
      <button
        type="button"
        class="quiet"
        id="pin"
        ?disabled=${!kitchen.canPin}
        @click=${() => kitchen.pinHere()}
      >
        ${msg("Pin")}
      </button>
      ${more(kitchen)}
    </div>`;
}

function buttons({ session }: Kitchen): TemplateResult {
  const phase = state.phase.value;
  const isBusy = state.isBusy.value;
  const isRunning = phase === "running";
  const word = isRunning ? msg("Pause") : phase === "finished" ? msg("Play again") : msg("Play");
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
      <button type="button" id="step" aria-label=${msg("Step")} ?disabled=${!state.isOpen.value} @click=${() => session.step(stride.value)}>
        ${icon("step")}
      </button>
      <label>
        <span class="visually-hidden">${msg("Steps at a time")}</span>
        <select
          @change=${(event: Event) => {
            stride.value = Number((event.target as HTMLSelectElement).value);
          }}
        >
          ${[1, 10, 100].map((n) => html`<option value=${n} .selected=${n === stride.value}>${n}</option>`)}
        </select>
      </label>
    </span>
    <button type="button" id="reset" aria-label=${msg("Reset")} ?disabled=${isBusy} @click=${() => session.reset()}>${icon("reset")}</button>
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
      aria-label=${msg("Timeline")}
      aria-valuetext=${msg(str`step ${number(step)} of ${number(last)}`)}
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
    <progress max="1" .value=${share} aria-label=${msg("Preparation")}></progress>
    <button type="button" id="cancel" @click=${cancel}>${msg("Cancel")}</button>
    <span id="at" class="numbers">${where()}</span>
  </div>`;
}

function seeds(kitchen: Kitchen): TemplateResult {
  const speed = specOf("speed");
  return html`<div class="seeds">
    <label>
      <span class="word">${msg("Speed")}</span>
      <select id="speed" ?disabled=${!isFree("speed")} @change=${(event: Event) => kitchen.set("speed", (event.target as HTMLSelectElement).value)}>
        ${speed.options?.map(
          ({ id, label }) =>
            html`<option value=${id} .selected=${live(id === kitchen.shown.value.speed)}>${translated(label)}</option>`,
        )}
      </select>
    </label>
    ${seed(
      Number(kitchen.shown.value.seed),
      specOf("seed").range?.[1] ?? 0,
      (value) => {
        kitchen.set("seed", value);
        return Number(kitchen.shown.value.seed);
      },
      () => kitchen.seed(1),
      !isFree("seed"),
    )}
  </div>`;
}

function where(): string {
  const phase = state.phase.value;
  if (phase === "loading") {
    const share = state.loaded.value;
    return share > 0 && share < 1
      ? msg(str`Getting the data: ${Math.round(share * 100)}\u00a0%`)
      : msg("Getting the engine …");
  }
  if (phase === "preparing") {
    const { words, share, seconds } = state.preparing.value ?? { words: msg("Preparing"), share: 0, seconds: 0 };
    const done = msg(str`${words}: ${Math.round(100 * share)}\u00a0%`);
    return seconds >= 1 ? msg(str`${done}, about ${Math.round(seconds)} s left`) : done;
  }
  if (phase === "failed") return msg("Stopped");
  if (phase === "cancelled") return msg("Not prepared");
  const at = msg(str`Step ${number(state.step.value)} of ${number(state.last.value)}`);
  const from = state.origin.value;
  if (from === "files") return msg("Models from files");
  return from === "recorded" ? msg(str`${at}, recorded`) : at;
}
