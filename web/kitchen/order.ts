/** From the state of the controls to what the core is asked for. */

import type { Given } from "../input/given.ts";
import type { Spread, State } from "../manifest.ts";
import type { Attack, Dish, On, RunSpec, StudentSpec } from "../wire.ts";
import { setOf } from "./manifest/sets.ts";

const num = (state: State, name: string) => Number(state[name]);
const str = (state: State, name: string) => String(state[name]);
const spread = (state: State, name: string) => state[name] as Spread;

/** The run. */
export function runOf(state: State, own?: Given): RunSpec {
  const set = setOf(state.set);
  const rows = num(state, "rows");
  const batch = Math.min(num(state, "batch"), rows);
  const isImage = set.side !== undefined;
  return {
    data: dataOf(state, own),
    rows,
    validation: num(state, "validation"),
    test: num(state, "test"),
    labelNoise: num(state, "labelNoise"),
    model: modelOf(state),
    optimiser: str(state, "optimiser") as RunSpec["optimiser"],
    schedule: str(state, "schedule") as RunSpec["schedule"],
    batch,
    members: num(state, "members"),
    seed: num(state, "seed"),
    lr: spread(state, "lr"),
    weightDecay: state.optimiser === "adam" ? 0 : spread(state, "weightDecay"),
    smoothing: spread(state, "smoothing"),
    mixup: halves(spread(state, "mixup")),
    steps: whole(spread(state, "steps")),
    fraction: spread(state, "fraction"),
    bootstrap: state.bootstrap === true,
    augment: spread(state, "augment"),
    start: startOf(state, isImage, batch),
  };
}

function dataOf(state: State, own?: Given): RunSpec["data"] {
  const { id, row } = setOf(state.set);
  if (id === "given")
    return { kind: "given", name: own?.name ?? "given", ...(own?.standardise && { standardise: true }) };
  if (row === "images") return { kind: "bundled", name: id };
  if (row === "signals") return { kind: "signals", name: id };
  return { kind: "toy", name: id, noise: num(state, "noise") };
}

function modelOf(state: State): RunSpec["model"] {
  if (state.net === "cnn") return { kind: "cnn", channels: str(state, "channels").split("-").map(Number) };
  const hidden = Array.from({ length: num(state, "layers") }, () => num(state, "width"));
  return { kind: "mlp", hidden, activation: str(state, "activation") as "relu" };
}

function startOf(state: State, isImage: boolean, batch: number): RunSpec["start"] {
  if (state.start !== "trained") return { kind: state.start === "same" ? "same" : "independent" };
  const turn = num(state, "turn");
  return {
    kind: "trained",
    steps: num(state, "startSteps"),
    lr: isImage ? 0.002 : 0.01,
    rows: Math.max(batch, num(state, "startRows")),
    ...(isImage ? { batch: Math.min(128, num(state, "startRows")) } : {}),
    augment: isImage
      ? { turn, rotation: 30, translation: 1, contrast: 0.5, noise: 0.1 }
      : { turn, rotation: 0, translation: 0, contrast: 1, noise: 0 },
  };
}

/** A spread of whole numbers. */
function whole(value: Spread): Spread {
  if (typeof value === "number") return Math.round(value);
  if (Array.isArray(value)) return value.map(Math.round);
  return { low: Math.round(value.low), high: Math.round(value.high) };
}

/** The strengths of mixup are 0, 0.5 and 1: a range becomes the list of those in it. */
function halves(value: Spread): Spread {
  const half = (one: number) => Math.round(one * 2) / 2;
  if (typeof value === "number") return half(value);
  if (Array.isArray(value)) return value.map(half);
  return [0, 0.5, 1].filter((one) => one >= half(value.low) && one <= half(value.high));
}

/** The places of the chosen members on a line, a triangle or a plane, within the number of members. */
export function ends(state: State): [number, number, number] {
  const last = num(state, "members") - 1;
  const one = (name: string) => Math.min(num(state, name) - 1, last);
  return [one("a"), one("b"), one("c")];
}

/** A mixture of members, by their places. */
export function mix(state: State, parts: readonly (readonly [number, number])[]): Dish {
  const weights = Array.from({ length: num(state, "members") }, () => 0);
  for (const [member, share] of parts) weights[member] = (weights[member] ?? 0) + share;
  return { kind: "mix", weights };
}

/** The soup that is chosen. */
export function soupOf(state: State, method = str(state, "method")): Dish {
  const dish: Dish = { kind: "soup", method };
  if (/task|ties|dare/.test(method)) dish.scale = num(state, "scale");
  if (/ties|dare/.test(method)) dish.density = num(state, "density");
  if (method === "slerp") dish.t = num(state, "arc");
  if (method === "greedy") dish.acceptTies = state.ties === true;
  return dish;
}

/** The combination that the hand has chosen. */
export function dishOf(state: State): Dish {
  const [a, b, c] = ends(state);
  const alpha = num(state, "alpha");
  const [p = 0, q = 0, r = 0] = state.shares as number[];
  const [x = 0, y = 0] = state.place as number[];
  const back = num(state, "back");
  const plain = (): Dish => {
    switch (state.way) {
      case "ensemble":
        return { kind: "ensemble", rule: str(state, "rule") };
      case "line":
        return mix(state, [
          [a, 1 - alpha],
          [b, alpha],
        ]);
      case "three":
        return mix(state, [
          [a, p],
          [b, q],
          [c, r],
        ]);
      case "plane":
        return { kind: "place", through: [a, b, c], x, y };
      default:
        return soupOf(state);
    }
  };
  if (back === 1 || state.way === "ensemble" || state.start === "independent") return plain();
  return { kind: "back", t: back, of: plain() };
}

/** The student. */
export function studentOf(state: State): StudentSpec {
  const out: StudentSpec = {
    loss: str(state, "loss") as StudentSpec["loss"],
    temperature: num(state, "temperature"),
    weight: num(state, "share"),
    lr: num(state, "studentLr"),
    steps: num(state, "studentSteps"),
    start: str(state, "studentStart") as StudentSpec["start"],
  };
  if (state.net === "mlp" && out.start === "own") {
    out.hidden = Array.from({ length: num(state, "layers") }, () => num(state, "studentWidth"));
  }
  return out;
}

/** The test rows, as they are or shifted. */
export function onTest(state: State, severity = 0): On {
  if (state.shift === "none" || severity === 0) return { set: "test" };
  return { set: "test", shift: { name: str(state, "shift"), severity } };
}

/** How models are attacked. */
export function attackOf(state: State, of: Dish[], epsilons: number[]): Attack {
  return {
    of,
    norm: str(state, "norm"),
    objective: str(state, "objective"),
    steps: num(state, "attackSteps"),
    epsilons,
    rows: attacked(state),
  };
}

/** How many rows are attacked: no more than there are to test on. */
export function attacked(state: State): number {
  return Math.min(num(state, "attackRows"), num(state, "test"));
}
