/** The Kitchen's controls: one list, from which come its form, its link, undo and redo. */

import { type ControlSpec, defaultState, type Manifest, type State } from "../manifest.ts";
import { combine } from "./manifest/combine.ts";
import { data } from "./manifest/data.ts";
import { members } from "./manifest/members.ts";
import { result } from "./manifest/result.ts";

/** All controls; what others depend on comes first. */
export const MANIFEST: Manifest = [...data, ...members, ...combine, ...result];

/** The Kitchen as it first opens. */
export const DEFAULTS: State = defaultState(MANIFEST);

/** The controls of a group. */
export function group(name: string): ControlSpec[] {
  return MANIFEST.filter((spec) => spec.group === name);
}

/** The control of a name. */
export function specOf(name: string): ControlSpec {
  const spec = MANIFEST.find((spec) => spec.name === name);
  if (spec === undefined) throw new Error(`There is no control ${name}.`);
  return spec;
}
