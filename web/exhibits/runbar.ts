/** The bar with the buttons of a run. */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, str, translated } from "../language/message.ts";
import { icon } from "../parts/icon.ts";
import { seed } from "../parts/seed.ts";
import { segments } from "../parts/segments.ts";
import { isWide, unfold } from "../parts/unfold.ts";
import type { Exhibit } from "./exhibit.ts";
import { pin } from "./keys.ts";
import { isBusy } from "./life.ts";
import { more } from "./menu.ts";
import { actionWords, statusWords } from "./words.ts";

/** Ticks while something is computed, for the seconds that are left. */
export const tick = signal(0);

/** Play, reset, progress, seed, repetitions, engine and the rest. */
export function runbar(exhibit: Exhibit): TemplateResult {
  const { session, history } = exhibit;
  const run = session.run.value;
  void tick.value;
  const passed = (performance.now() - session.started) / 1e3;
  const isRunning = isBusy(run);
  const share = (run.seeds + run.progress.share) / Math.max(1, run.wanted);
  return html`<div class=${isWide.value ? "runbar wide" : "runbar"} role="group" aria-label=${msg("Run")} data-phase=${run.phase} data-seeds=${run.seeds}>
    <div class="buttons">
      <button
        type="button"
        class=${isRunning ? "" : "primary"}
        id="play"
        part="play"
        ?disabled=${run.phase === "stopping"}
        @click=${() => exhibit.toggle()}
      >
        ${icon(isRunning ? "stop" : "play")} ${actionWords(run)}
      </button>
      <button type="button" id="reset" part="reset" aria-label=${msg("Reset")} ?disabled=${run.phase === "poster"} @click=${() => session.reset()}>
        ${icon("reset")}
      </button>
    </div>
    ${unfold(msg("Seed, engine and more"))}
    <div class="where">
      <progress part="timeline" max="1" value=${Math.min(1, share)} aria-label=${msg("Seeds prepared")}></progress>
      <span id="at" class="numbers">${statusWords(run, passed, session.loaded.value)}</span>
    </div>
    <div class="seeds">
      ${seed(
        Number(exhibit.shown.value.seed),
        exhibit.group("run").find(({ name }) => name === "seed")?.range?.[1] ?? 0,
        (value) => {
          exhibit.hand("seed", value);
          return Number(exhibit.shown.value.seed);
        },
        () => exhibit.seed(1),
        exhibit.ui.value.lock.includes("seed"),
      )}
      ${repetitions(exhibit)}
    </div>
    <div class="others">
      ${chip(exhibit)}
      <button type="button" class="quiet" aria-label=${msg("Undo")} ?disabled=${!history.canUndo.value} @click=${() => exhibit.undo()}>
        ${icon("undo")}
      </button>
      <button type="button" class="quiet" aria-label=${msg("Redo")} ?disabled=${!history.canRedo.value} @click=${() => exhibit.redo()}>
        ${icon("redo")}
      </button>
      <button type="button" class="quiet" id="pin" ?disabled=${!exhibit.canPin} @click=${() => pin(exhibit)}>${msg("Pin")}</button>
      ${more(exhibit)}
    </div>
  </div>`;
}

function repetitions(exhibit: Exhibit): TemplateResult {
  const spec = exhibit.group("run").find(({ name }) => name === "repetitions");
  return html`<label>
    <span class="word">${msg("Seeds")}</span>
    <select
      id="repetitions"
      aria-label=${msg("Repetitions")}
      ?disabled=${exhibit.ui.value.lock.includes("repetitions")}
      @change=${(event: Event) => exhibit.hand("repetitions", (event.target as HTMLSelectElement).value)}
    >
      ${spec?.options?.map(
        ({ id, label }) =>
          html`<option value=${id} .selected=${live(id === exhibit.shown.value.repetitions)}>${translated(label)}</option>`,
      )}
    </select>
  </label>`;
}

/** What it runs on; opens the choice. */
function chip(exhibit: Exhibit): TemplateResult {
  const spec = exhibit.group("run").find(({ name }) => name === "executor");
  const name = String(exhibit.shown.value.executor).toUpperCase();
  return html`<button type="button" class="quiet chip" part="engine" popovertarget="engine" aria-label=${msg(str`Engine: ${name}`)}>${name}</button>
    <div id="engine" class="popover" popover>
      ${spec ? segments(spec, exhibit.form()) : ""}
      <p class="caption">${msg("Another engine prepares anew. Nothing leaves this device.")}</p>
    </div>`;
}
