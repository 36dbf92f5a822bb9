/** The Kitchen's controls: one list, from which come its form, its link, undo and redo. */

import { computed, signal } from "@preact/signals-core";
import { translated } from "../language/message.ts";
import { type Rules, rules } from "../link.ts";
import { type ControlSpec, defaultState, type Manifest, narrowed, type State } from "../manifest.ts";
import { combine } from "./manifest/combine.ts";
import { data, suited } from "./manifest/data.ts";
import { members } from "./manifest/members.ts";
import { result } from "./manifest/result.ts";
import type { DataSet } from "./manifest/sets.ts";

/** All controls; what others depend on comes first. */
export const MANIFEST: Manifest = [...data, ...members, ...combine, ...result];

/** The Kitchen as it first opens. */
export const DEFAULTS: State = defaultState(MANIFEST);

/** What the page that embeds this one has decided. */
export const ui = signal<Rules>(rules());

/** What undo brings back: all but what is looked at, and how fast. */
export function undoable({ tab, speed, ...others }: State): State {
  return others;
}

/** Whether a visitor may change a control. */
export const isFree = (name: string): boolean => !ui.value.lock.includes(name);

/** The values of a state that a visitor may not change. */
export function locked(state: State): State {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isFree(name)));
}

/** What rows of the visitor's own are, where there are any. */
export const own = signal<DataSet["row"]>("points");

/** All controls, as narrow as that page has them. */
export const manifest = computed<Manifest>(() => narrowed(suited(MANIFEST, own.value), ui.value.max));

/** The controls of a group. */
export function group(name: string): ControlSpec[] {
  return manifest.value.filter((spec) => spec.group === name);
}

/** What an option of a select is called. */
export const labelOf = (name: string, option: unknown): string =>
  translated(
    MANIFEST.find((spec) => spec.name === name)?.options?.find(({ id }) => id === option)?.label ?? `${option}`,
  );

/** The control of a name. */
export function specOf(name: string): ControlSpec {
  const spec = manifest.value.find((spec) => spec.name === name);
  if (spec === undefined) throw new Error(`There is no control ${name}.`);
  return spec;
}
