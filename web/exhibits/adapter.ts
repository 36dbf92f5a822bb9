/** From the core's controls to the page's, and values both ways. */

import type { ControlSpec, Manifest, Option, State, Value } from "../manifest.ts";
import type { CoreControl, CoreValue, CoreValues, Entry, Step } from "./entry.ts";
import type { Wish } from "./session.ts";

/** Repetitions that can be asked for. */
const REPETITIONS = ["1", "3", "5", "10"];
/** Keys of links that no control may have. */
const RESERVED = ["v", "seed", "rep", "eng", "play", "pin", "tour", "ui", "fp"];

const repetition = (id: string): Option => ({ id, label: id });

/** What every exhibit has: the seed, how often it is repeated, and what computes. */
export const COMMON: Manifest = [
  {
    name: "seed",
    key: "seed",
    phase: "prepare",
    group: "run",
    label: "Seed",
    kind: "shuffle",
    range: [0, 2 ** 32 - 1],
    step: 1,
    default: 0,
  },
  {
    name: "repetitions",
    key: "rep",
    phase: "prepare",
    group: "run",
    label: "Repetitions",
    kind: "select",
    options: REPETITIONS.map(repetition),
    default: "5",
  },
  {
    name: "executor",
    key: "eng",
    phase: "prepare",
    group: "run",
    label: "Engine",
    kind: "select",
    options: [
      { id: "cpu", label: "CPU", help: "One worker of the processor; the same numbers on every machine." },
      { id: "gpu", label: "GPU", help: "Through WebGPU; worth its start where many members train together." },
    ],
    default: "cpu",
  },
];

/** The controls of an exhibit; an error names a control whose name or key cannot be. */
export function manifestOf({ card, controls }: Pick<Entry, "card" | "controls">): Manifest {
  const taken = new Set([...RESERVED, ...COMMON.map(({ name }) => `name ${name}`)]);
  const own = controls.map((control) => {
    for (const mark of [control.key, `name ${control.name}`]) {
      if (taken.has(mark)) throw new Error(`${card.slug}: the control ${control.name} needs a key of its own.`);
      taken.add(mark);
    }
    return specOf(control);
  });
  return [...COMMON, ...own];
}

/** A control as the page declares it. */
function specOf(control: CoreControl): ControlSpec {
  const { help, range, step, unit, options, enabledWhen, scale, kind, name, key, phase, label, basic } = control;
  return {
    ...{ name, key, phase, label, kind, scale, basic, group: phase },
    default: shownOf(control, control.default),
    ...(help ? { help } : {}),
    ...(range ? { range } : {}),
    ...(step === undefined ? {} : { step }),
    ...(unit ? { unit } : {}),
    ...(options?.length ? { options } : {}),
    ...(enabledWhen ? { enabledWhen: switches(enabledWhen) } : {}),
  };
}

/** A toggle is 1 or 0 in conditions of the page. */
const switches = (condition: string): string => condition.replace(/\bfalse\b/g, "0").replace(/\btrue\b/g, "1");

/** A value as the page holds it: some words are a bit string, all of them an empty one. */
function shownOf({ kind, options = [] }: CoreControl, value: CoreValue): Value {
  if (kind === "subset" && Array.isArray(value)) {
    const bits = options.map(({ id }) => ((value as readonly string[]).includes(id) ? "1" : "0")).join("");
    return bits.includes("0") ? bits : "";
  }
  return Array.isArray(value) ? [...(value as readonly number[])] : (value as number | boolean | string);
}

/** The state with some values of the core in it. */
export function stateOf(controls: readonly CoreControl[], values: CoreValues): State {
  const known = controls.filter(({ name }) => values[name] !== undefined);
  return Object.fromEntries(
    known.map((control) => [control.name, shownOf(control, values[control.name] as CoreValue)]),
  );
}

/** The values of the core in a state. */
export function valuesOf(controls: readonly CoreControl[], state: State): CoreValues {
  const one = ({ name, kind, options = [] }: CoreControl): [string, CoreValue] => {
    const value = state[name] as CoreValue;
    if (kind !== "subset") return [name, value];
    const words = options.map(({ id }) => id);
    return [name, value === "" ? words : words.filter((_, i) => String(value)[i] === "1")];
  };
  return Object.fromEntries(controls.map(one));
}

/** The settings of a step of a tour, as a state. */
export function stepState(controls: readonly CoreControl[], { set }: Step): State {
  return stateOf(controls, Object.fromEntries(set));
}

/** What a state asks a session for. */
export function wishOf({ controls, card }: Pick<Entry, "card" | "controls">, state: State): Wish {
  const of = (phase: string) =>
    valuesOf(
      controls.filter((one) => one.phase === phase),
      state,
    );
  const [slow, live] = [of("prepare"), of("live")];
  const [seed, backend] = [Number(state.seed), state.executor as "cpu" | "gpu"];
  const values = { ...slow, ...live };
  return { slug: card.slug, state, values, live, seed, backend, key: JSON.stringify([slow, seed, backend]) };
}
