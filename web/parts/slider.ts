/** A slider: range, number, minus and plus, for one number. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, str, translated } from "../language/message.ts";
import { number } from "../language/number.ts";
import { type ControlSpec, clamp } from "../manifest.ts";
import type { Field } from "./control.ts";

/** Steps of a slider whose scale is logarithmic, over its whole range. */
const LOG_STEPS = 100;

/** The place of a value on the slider, and the value at a place. */
export interface Ruler {
  low: number;
  high: number;
  step: number;
  place(value: number): number;
  value(place: number): number;
}

/** The mapping of a control's scale. */
export function ruler(spec: ControlSpec): Ruler {
  const [low, high] = spec.range ?? [0, 1];
  if (spec.scale !== "log") {
    const step = spec.step ?? (high - low) / 100;
    return { low, high, step, place: (value) => value, value: (place) => grid(place, step / 10) };
  }
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const isWhole = spec.step !== undefined && spec.step % 1 === 0;
  const round = (value: number) => (isWhole ? Math.round(value) : Number(value.toPrecision(2)));
  return {
    low: from,
    high: to,
    step: (to - from) / LOG_STEPS,
    place: (value) => Math.log10(Math.max(low, value)),
    value: (place) => round(10 ** place),
  };
}

/** A number on a grid, without the dust of binary fractions. */
function grid(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

/** A number as it is shown in a field. */
export function figures(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A value as it is spoken. */
export function spoken(spec: ControlSpec, value: number): string {
  const said = number(value, { maximumSignificantDigits: 6, useGrouping: false });
  return spec.unit ? `${said} ${translated(spec.unit)}` : said;
}

/** The value that a key asks for; nothing for a key that the browser's own slider deals with. */
export function keyed(spec: ControlSpec, value: number, standard: number, event: KeyboardEvent): number | undefined {
  const scale = ruler(spec);
  const by = (steps: number) => {
    const moved = clamp(spec, scale.value(scale.place(value) + steps * scale.step));
    // On a coarse grid one step must still move.
    return moved === value && Math.abs(steps) >= 1 ? clamp(spec, value + Math.sign(steps) * (spec.step ?? 1)) : moved;
  };
  const fine = event.shiftKey ? 0.1 : 1;
  switch (event.key) {
    case "ArrowRight":
    case "ArrowUp":
      return by(fine);
    case "ArrowLeft":
    case "ArrowDown":
      return by(-fine);
    case "PageUp":
      return by(10);
    case "PageDown":
      return by(-10);
    case "Backspace":
      return standard;
    default:
      return undefined;
  }
}

/** One range input; `name` is what it is called where the label is not enough. */
export function range(
  field: Field,
  value: number,
  set: (value: number, atRest: boolean) => void,
  name?: string,
): TemplateResult {
  const { spec, id, off } = field;
  const scale = ruler(spec);
  const standard = typeof field.standard === "number" ? field.standard : value;
  const take = (event: Event, atRest: boolean) => {
    set(clamp(spec, scale.value((event.target as HTMLInputElement).valueAsNumber)), atRest);
  };
  return html`<input
      part="slider"
      type="range"
      min=${scale.low}
      max=${scale.high}
      step=${spec.scale === "log" ? scale.step : scale.step / 10}
      list=${`${id}-default`}
      aria-label=${name ?? translated(spec.label)}
      aria-valuetext=${spoken(spec, value)}
      ?disabled=${off}
      .value=${live(String(scale.place(value)))}
      @input=${(event: Event) => take(event, false)}
      @change=${(event: Event) => take(event, true)}
      @keydown=${(event: KeyboardEvent) => {
        const next = keyed(spec, value, standard, event);
        if (next === undefined) return;
        event.preventDefault();
        set(next, true);
      }}
    /><datalist id=${`${id}-default`}><option value=${scale.place(standard)}></option></datalist>`;
}

/** A number field for the same value. */
export function entry(
  field: Field,
  value: number,
  set: (value: number) => void,
  id: string,
  name?: string,
): TemplateResult {
  const { spec, off } = field;
  const [low, high] = spec.range ?? [0, 1];
  return html`<input
    id=${id}
    part="number"
    type="number"
    min=${low}
    max=${high}
    step="any"
    aria-label=${name ?? translated(spec.label)}
    ?disabled=${off}
    .value=${figures(value)}
    @change=${(event: Event) => {
      const input = event.target as HTMLInputElement;
      if (Number.isFinite(input.valueAsNumber)) set(clamp(spec, input.valueAsNumber));
      input.value = figures(Number.isFinite(input.valueAsNumber) ? clamp(spec, input.valueAsNumber) : value);
    }}
  />`;
}

/** The whole control. */
export function slider(field: Field): TemplateResult {
  const { spec, id, off, set } = field;
  const value = Number(field.value);
  const press = (steps: 1 | -1) => {
    const key = steps > 0 ? "ArrowRight" : "ArrowLeft";
    const next = keyed(spec, value, value, new KeyboardEvent("keydown", { key }));
    if (next !== undefined) set(next);
  };
  return html`<div class="slider-head">
      <label part="control-label" for=${id}>${translated(spec.label)}</label>
      <span class="stepper">
        <button type="button" class="quiet" aria-label=${msg(str`${translated(spec.label)}: less`)} ?disabled=${off} @click=${() => press(-1)}>−</button>
        ${entry(field, value, (next) => set(next), id)}
        <button type="button" class="quiet" aria-label=${msg(str`${translated(spec.label)}: more`)} ?disabled=${off} @click=${() => press(1)}>+</button>
      </span>
    </div>
    ${range(field, value, (next, atRest) => set(next, atRest))}`;
}
