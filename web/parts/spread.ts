/** One value for all members, a range from which each draws its own, or a list. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, str, translated } from "../language/message.ts";
import { clamp, type Spread } from "../manifest.ts";
import type { Field } from "./control.ts";
import { entry, figures, range } from "./slider.ts";

type Form = "one" | "range" | "list";

const forms = (): [Form, string][] => [
  ["one", msg("the same for all")],
  ["range", msg("drawn from a range")],
  ["list", msg("drawn from a list")],
];

const formOf = (value: Spread): Form => (typeof value === "number" ? "one" : Array.isArray(value) ? "list" : "range");

/** A number that stands for the spread. */
function middle(value: Spread): number {
  if (typeof value === "number") return value;
  return Array.isArray(value) ? (value[0] ?? 0) : value.low;
}

/** The control; its form is a select beside the label. */
export function spread(field: Field): TemplateResult {
  const { spec, id, off, set } = field;
  const value = field.value as Spread;
  const form = formOf(value);
  const reform = (event: Event) => {
    const [next, at] = [(event.target as HTMLSelectElement).value as Form, middle(value)];
    const high = typeof value === "object" && !Array.isArray(value) ? value.high : clamp(spec, at === 0 ? 0.1 : at * 4);
    const low = clamp(spec, at / 4);
    set(next === "one" ? at : next === "range" ? { low, high: Math.max(low, high) } : [at, high]);
  };
  return html`<div class="slider-head">
      <label for=${form === "range" ? `${id}-low` : id}>${translated(spec.label)}</label>
      <select class="form" aria-label=${msg(str`${translated(spec.label)}: how members get it`)} ?disabled=${off} @change=${reform}>
        ${forms().map(([name, words]) => html`<option value=${name} .selected=${live(name === form)}>${words}</option>`)}
      </select>
    </div>
    <div class="spread">${inside(field, value, form)}</div>`;
}

function inside(field: Field, value: Spread, form: Form): TemplateResult {
  const { spec, id, off, set } = field;
  if (form === "list") {
    const list = value as number[];
    return html`<input
      id=${id}
      type="text"
      inputmode="decimal"
      ?disabled=${off}
      .value=${list.map(figures).join(", ")}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const numbers = input.value
          .split(/[,;\s]+/)
          .filter(Boolean)
          .map(Number)
          .filter(Number.isFinite);
        if (numbers.length > 0) set(numbers.map((one) => clamp(spec, one)));
        input.value = (numbers.length > 0 ? numbers.map((one) => clamp(spec, one)) : list).map(figures).join(", ");
      }}
    />`;
  }
  if (form === "one") {
    return html`${range(field, value as number, (next, atRest) => set(next, atRest))}
    ${entry(field, value as number, (next) => set(next), id)}`;
  }
  const { low, high } = value as { low: number; high: number };
  const lower = (next: number, atRest = true) => set({ low: next, high: Math.max(next, high) }, atRest);
  const upper = (next: number, atRest = true) => set({ low: Math.min(low, next), high: next }, atRest);
  const label = translated(spec.label);
  const names = [msg(str`${label}, lowest`), msg(str`${label}, highest`)] as const;
  return html`${range(field, low, lower, names[0])} ${entry(field, low, lower, `${id}-low`, names[0])}
  ${range(field, high, upper, names[1])} ${entry(field, high, upper, `${id}-high`, names[1])}`;
}
