/** What the run is made from. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { RECIPES } from "../recipe.ts";
import type { Session } from "../session.ts";
import { EXECUTORS, SPEEDS } from "../settings.ts";
import * as state from "../state.ts";

const NAMES = { auto: "Automatic", cpu: "CPU", gpu: "GPU" };
const MARKS = { auto: "measured", cpu: "WebAssembly", gpu: "WebGPU" };
/** The learning rate slider: its value is the decimal logarithm. */
const [LOW, HIGH] = [-4, 0];

/** Data, start, learning rate, executor. */
export function controls(session: Session): TemplateResult {
  const { settings, spec } = state;
  const { lr } = spec.value;
  const learn = (value: number) => {
    if (Number.isFinite(value) && value > 0) session.learn(Number(Math.min(10, Math.max(1e-5, value)).toPrecision(2)));
    return spec.value.lr;
  };
  return html`<form class="card controls" aria-label="Settings" @submit=${(event: Event) => event.preventDefault()}>
    <fieldset>
      <legend>Data and start</legend>
      <label>
        <span class="visually-hidden">Data</span>
        <select
          id="data"
          @change=${(event: Event) => session.change({ data: (event.target as HTMLSelectElement).value })}
        >
          ${["Points", "Images"].map(
            (group, images) => html`<optgroup label=${group}>
              ${RECIPES.filter((one) => Number(one.side !== undefined) === images).map(
                (one) =>
                  html`<option value=${one.id} .selected=${one.id === settings.value.data}>${one.title}</option>`,
              )}
            </optgroup>`,
          )}
        </select>
      </label>
      <label class="check">
        <input
          id="shared"
          type="checkbox"
          .checked=${live(settings.value.shared)}
          @change=${(event: Event) => session.change({ shared: (event.target as HTMLInputElement).checked })}
        />
        <span>
          Shared start
          <span class="caption">
            ${settings.value.shared ? `all part from one model of ${spec.value.sharedSteps} steps` : "each begins on its own"}
          </span>
        </span>
      </label>
    </fieldset>
    <fieldset>
      <legend><label for="lr">Learning rate</label></legend>
      <div class="rate">
        <input
          type="range"
          min=${LOW}
          max=${HIGH}
          step="0.05"
          aria-label="Learning rate, logarithmic"
          aria-valuetext=${String(lr)}
          .value=${String(Math.log10(lr))}
          @change=${(event: Event) => learn(10 ** (event.target as HTMLInputElement).valueAsNumber)}
        />
        <input
          id="lr"
          type="number"
          min="0.00001"
          max="10"
          step="any"
          .value=${String(lr)}
          @change=${(event: Event) => {
            const field = event.target as HTMLInputElement;
            field.value = String(learn(field.valueAsNumber));
          }}
        />
      </div>
    </fieldset>
    <fieldset>
      <legend>Speed</legend>
      <div class="choices across">
        ${SPEEDS.map(
          (speed) => html`<label class="check">
            <input
              type="radio"
              name="speed"
              value=${speed}
              .checked=${live(settings.value.speed === speed)}
              @change=${() => session.change({ speed })}
            />
            <span>${speed === 0 ? "max" : `${speed}×`}</span>
          </label>`,
        )}
      </div>
    </fieldset>
    <fieldset>
      <legend>Executor</legend>
      <div class="choices">
        ${EXECUTORS.map(
          (name) => html`<label class="check">
            <input
              type="radio"
              name="executor"
              value=${name}
              .checked=${live(settings.value.executor === name)}
              @change=${() => session.change({ executor: name })}
            />
            <span>${NAMES[name]} <span class="caption">${MARKS[name]}</span></span>
          </label>`,
        )}
      </div>
      <p class="caption" id="verdict">${state.engine.value.words || "Measuring …"}</p>
    </fieldset>
  </form>`;
}
