/** A control from its declaration alone. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, str, translated } from "../language/message.ts";
import { Late } from "../late.ts";
import { type ControlSpec, clamp, defaultOf, holds, type Option, type State, type Value } from "../manifest.ts";
import { icon } from "./icon.ts";
import { slider } from "./slider.ts";
import { spread } from "./spread.ts";
import { subset } from "./subset.ts";

/** Kinds that few forms have. */
const late = new Late({ pad: () => import("./pad.ts") });

/** What a form does with its controls. */
export interface Form {
  state: State;
  /** Takes a value: while the hand moves, or at rest. */
  set(name: string, value: Value, atRest: boolean): void;
  /** Names of controls that the page has locked. */
  locked?: readonly string[];
  hidden?: readonly string[];
  /** The names of a subset's items. */
  item?: (i: number) => string;
  /** The names of the corners of a simplex. */
  corners?: readonly string[];
}

/** What every kind of control is drawn from. */
export interface Field {
  spec: ControlSpec;
  id: string;
  value: Value;
  standard: Value;
  off: boolean;
  form: Form;
  set(value: Value, atRest?: boolean): void;
}

/** Draws a control; nothing where it is hidden or cannot be used now. */
export function control(spec: ControlSpec, form: Form): TemplateResult | typeof nothing {
  if (form.hidden?.includes(spec.name) || !holds(spec.enabledWhen, form.state)) return nothing;
  const off = form.locked?.includes(spec.name) ?? false;
  const standard = defaultOf(spec, form.state);
  const field: Field = {
    spec,
    id: `c-${spec.name}`,
    value: form.state[spec.name] ?? standard,
    standard,
    off,
    form,
    set: (value, atRest = true) => form.set(spec.name, value, atRest),
  };
  const note = off ? msg("set by the page") : translated(spec.help ?? "");
  const help = note ? html`<p class="caption" id=${`${field.id}-help`}>${note}</p>` : nothing;
  return html`<div class=${`control control-${spec.kind}`} part="control" data-name=${spec.name}>${body(field)}${help}</div>`;
}

function body(field: Field): TemplateResult {
  switch (field.spec.kind) {
    case "slider":
      return slider(field);
    case "select":
      return select(field);
    case "toggle":
      return toggle(field);
    case "integer":
      return integer(field);
    case "shuffle":
      return shuffle(field);
    case "subset":
      return subset(field);
    case "simplex":
    case "position":
      return late.want("pad")?.pad(field) ?? html``;
    case "spread":
      return spread(field);
  }
}

function select({ spec, id, value, off, form, set }: Field): TemplateResult {
  const all = spec.options?.filter((one) => holds(one.when, form.state)) ?? [];
  const groups = [...new Set(all.map(({ group }) => group))];
  const one = ({ id, label }: Option) =>
    html`<option value=${id} .selected=${live(id === value)}>${translated(label)}</option>`;
  const chosen = all.find((one) => one.id === value);
  return html`<label part="control-label" for=${id}>${translated(spec.label)}</label>
    <select
      id=${id}
      ?disabled=${off}
      aria-describedby=${`${id}-means`}
      @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}
    >
      ${groups.map((group) => {
        const inside = all.filter((one) => one.group === group).map(one);
        return group === undefined ? inside : html`<optgroup label=${translated(group)}>${inside}</optgroup>`;
      })}
    </select>
    <p class="caption" id=${`${id}-means`}>${translated(chosen?.help ?? "")}</p>`;
}

function toggle({ spec, id, value, off, set }: Field): TemplateResult {
  return html`<label class="check" part="control-label">
    <input
      id=${id}
      type="checkbox"
      ?disabled=${off}
      .checked=${live(value === true)}
      @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
    />
    <span>${translated(spec.label)}</span>
  </label>`;
}

/** A whole number that counts once it is entered. */
function integer({ spec, id, value, off, set }: Field): TemplateResult {
  const [low, high] = spec.range ?? [0, 2 ** 32 - 1];
  const enter = (event: Event) => {
    const field = event.target as HTMLInputElement;
    if (Number.isFinite(field.valueAsNumber)) set(clamp(spec, field.valueAsNumber));
    else field.value = String(value);
  };
  return html`<label part="control-label" for=${id}>${translated(spec.label)}</label>
    <input id=${id} part="number" type="number" min=${low} max=${high} step="1" ?disabled=${off} .value=${String(value)} @change=${enter} />`;
}

/** The same with dice: each throw is the next number, which is shown. */
function shuffle(field: Field): TemplateResult {
  const { spec, value, off, set } = field;
  const [low, high] = spec.range ?? [0, 2 ** 32 - 1];
  const next = () => set(Number(value) >= high ? low : Number(value) + 1);
  return html`${integer(field)}
    <button type="button" class="quiet" aria-label=${msg(str`${translated(spec.label)}: next`)} ?disabled=${off} @click=${next}>
      ${icon("dice")}
    </button>`;
}
