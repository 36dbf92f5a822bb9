/** What crosses between the page, its workers and the core: plain data. */

import { msg, translated } from "./language/message.ts";
import type { Spread } from "./manifest.ts";

/** What is learnt from. */
export type DataSpec =
  | { kind: "toy"; name: string; noise: number }
  | { kind: "bundled"; name: string }
  | { kind: "signals"; name: string }
  | { kind: "given"; name: string; standardise?: boolean };

/** What learns. */
export type ModelSpec =
  | { kind: "mlp"; hidden: number[]; activation: "relu" | "tanh" | "gelu" }
  | { kind: "cnn"; channels: number[] };

/** How the copies of a start's rows differ from them. */
export interface Augmentation {
  turn: number;
  rotation: number;
  translation: number;
  contrast: number;
  noise: number;
}

/** Where members begin. */
export type StartSpec =
  | { kind: "independent" }
  | { kind: "same" }
  | { kind: "trained"; steps: number; lr: number; rows: number; batch?: number; augment: Augmentation };

/** A run; the core checks every field. */
export interface RunSpec {
  data: DataSpec;
  rows: number;
  validation: number;
  test: number;
  labelNoise: number;
  model: ModelSpec;
  optimiser: "sgd" | "adam" | "adamw";
  schedule: "constant" | "linear" | "cosine";
  batch: number;
  members: number;
  seed: number;
  lr: Spread;
  weightDecay: Spread;
  smoothing: Spread;
  mixup: Spread;
  steps: Spread;
  fraction: Spread;
  bootstrap: boolean;
  augment: Spread;
  start: StartSpec;
}

/** A distilled student. */
export interface StudentSpec {
  loss: "kd" | "standardized-kd" | "dkd" | "dual-head" | "pld" | "dist" | "mse";
  temperature: number;
  weight: number;
  lr: number;
  steps: number;
  start: "own" | "shared";
  hidden?: number[];
}

/** The compressed files of a bundled set, in order. */
export interface Files {
  kind: "bundled";
  name: string;
  train: ArrayBuffer[];
  test: ArrayBuffer[];
}

/** Rows that were drawn or uploaded, one after another. */
export interface Rows {
  kind: "given";
  name: string;
  features: Float32Array;
  labels: Uint32Array;
  shape: number[];
  classes: number;
}

/** What a run needs beside its spec. */
export type Given = Files | Rows;

/** Anything that can be looked at. */
export type Dish =
  | { kind: "member"; member: number }
  | { kind: "start" }
  | { kind: "student" }
  | { kind: "ensemble"; rule: string }
  | { kind: "soup"; method: string; scale?: number; density?: number; t?: number; acceptTies?: boolean }
  | { kind: "mix"; weights: number[] }
  | { kind: "place"; through: [number, number, number]; x: number; y: number }
  | { kind: "back"; t: number; of: Dish };

/** The rows that are counted on. */
export interface On {
  set: "test" | "validation" | "train";
  shift?: { name: string; severity: number };
}

/** The means over some rows. */
export interface Measure {
  accuracy: number;
  low: number;
  high: number;
  nll: number;
  brier: number;
  ece: number;
  passes: number;
  parameters: number;
}

/** What a dish does, or one sentence why there is no such dish. */
export type Scored = Measure | { refused: string };

/** Means with their smallest and largest. */
export interface Band {
  mean: number[];
  low: number[];
  high: number[];
}

/** Each question with its answer. */
export interface Asked {
  score: [{ of: Dish[]; on: On }, Scored[]];
  line: [{ from: Dish; to: Dish; places: number[]; on: On[] }, { soup: Measure[][]; ensemble: Measure[][] }];
  landscape: [{ through: [number, number, number]; side: number; on: On }, Landscape];
  attack: [Attack, { accuracy: number[][] }];
  reliability: [
    { of: Dish; on: On; bins: number },
    { confidence: number[]; accuracy: number[]; count: number[]; ece: number },
  ];
  risk: [{ of: Dish; on: On }, { coverage: number[]; risk: number[]; area: number }];
  growth: [{ on: On; orders: number }, { size: number[]; ensemble: Band; soup: Band }];
  greedy: [{ acceptTies: boolean }, { order: number[]; candidate: number[]; accepted: boolean[]; member: number[] }];
  learned: [object, { shares: number[]; beta: number; loss: [number, number] }];
  pictures: [{ of: Dish[]; rows: number[] }, Pictures];
}

/** How models are attacked. */
export interface Attack {
  of: Dish[];
  norm: string;
  objective: string;
  steps: number;
  epsilons: number[];
  rows: number;
}

/** The errors on a plane of weights. */
export interface Landscape {
  x: [number, number];
  y: [number, number];
  error: number[];
  corners: [number, number][];
  centroid: [number, number];
  angle: number;
}

/** Test images and what models say of them. */
export interface Pictures {
  shape: number[];
  /** For each its row, its label, and of each model its decision and that decision's probability. */
  pictures: { row: number; pixels: number[]; label: number; said: [number, number][] }[];
}

/** The kinds of questions. */
export type Ask = keyof Asked;
/** A question of a kind. */
export type Question<A extends Ask = Ask> = { [K in A]: { ask: K } & Asked[K][0] }[A];
/** Its answer. */
export type Answer<A extends Ask> = Asked[A][1];

/** What a model decides on a square of the plane, row after row from the upper left. */
export interface Decisions {
  side: number;
  /** The class with the largest probability. */
  winner: Uint8Array;
  /** Its probability, 0 to 255. */
  share: Uint8Array;
}

/** The plane that maps show; places are (s, t) from the upper left, 0 to 1. */
export interface Plane {
  anchors: [number, number][];
  rows: number[][];
  points: [number, number][];
  classes: number[];
}

/** A part of a run that a worker has done. */
export interface Progress {
  step: number;
  /** For each step its number, then the loss of each of the worker's members. */
  losses: Float32Array;
  /** Milliseconds that the steps took. */
  ms: number;
  steps: number;
}

/** The weights of some members, one after another. */
export interface Weights {
  step: number;
  theta: Float32Array;
  /** For each member 0, or 1 plus the step at which its loss was first not finite. */
  diverged: Uint32Array;
}

/** What a rejected call holds. */
export interface Fault {
  code: string;
  message: string;
  where?: string | null;
}

/** Whatever was thrown, as a fault with a sentence. */
export function faultOf(error: unknown): Fault {
  const isFault = typeof error === "object" && error !== null && "message" in error;
  const message = String(isFault ? error.message : error);
  // Browsers' words for what did not come say nothing to a visitor without a network.
  if (/Failed to fetch|NetworkError when|Load failed|error loading dynamically imported/.test(message)) {
    const words = msg("What it needs could not be fetched, and has not been kept for use without a network");
    return { code: "fetch", message: words };
  }
  return { code: isFault && "code" in error ? String(error.code) : "run", message: translated(message) };
}

/** Cuts the bytes of several maps apart. */
export function decisions(bytes: Uint8Array, side: number): Decisions[] {
  const size = side * side;
  const count = Math.floor(bytes.length / (2 * size));
  return Array.from({ length: count }, (_, i) => ({
    side,
    winner: bytes.subarray(2 * i * size, (2 * i + 1) * size),
    share: bytes.subarray((2 * i + 1) * size, (2 * i + 2) * size),
  }));
}

/** The number of steps after which the last member of a run stands still. */
export function lastStep({ steps }: Pick<RunSpec, "steps">): number {
  if (typeof steps === "number") return steps;
  return Array.isArray(steps) ? Math.max(...steps) : steps.high;
}
