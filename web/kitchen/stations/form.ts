/** The controls of a group, as the Kitchen draws them. */

import { html, type nothing, type TemplateResult } from "lit";
import type { ControlSpec } from "../../manifest.ts";
import { control, type Form } from "../../parts/control.ts";
import type { Kitchen } from "../kitchen.ts";
import { group, manifest, specOf, ui } from "../manifest.ts";
import { ends } from "../order.ts";
import * as state from "../state.ts";

/** The form of the page. */
export function formOf(kitchen: Kitchen): Form {
  const { hide, lock, only } = ui.value;
  const isOthers = ({ name, key }: ControlSpec) => only.length > 0 && !only.includes(name) && !only.includes(key);
  const others = manifest.value.filter(isOthers).map(({ name }) => name);
  return {
    state: kitchen.shown.value,
    set: (name, value, atRest) => kitchen.set(name, value, atRest),
    hidden: [...hide, ...others],
    locked: lock,
    item: (i) => `m${i + 1}`,
    corners: state.controls.value.way === "plane" ? ["x", "y"] : ends(state.controls.value).map((m) => `m${m + 1}`),
  };
}

/** All controls of a group, or only those shown at once, or only the others. */
export function controls(kitchen: Kitchen, name: string, which?: "basic" | "more"): TemplateResult[] {
  const form = formOf(kitchen);
  return group(name)
    .filter(({ basic }) => which === undefined || (which === "basic") === (basic === true))
    .map((spec) => html`${control(spec, form)}`);
}

/** One control by its name. */
export function one(kitchen: Kitchen, name: string): TemplateResult | typeof nothing {
  return control(specOf(name), formOf(kitchen));
}
