/** What crosses between the page, its workers and the core: plain data. */

/** What is learnt from. */
export type DataSpec = { kind: "toy"; name: string; rows: number; noise: number } | { kind: "bundled"; name: string };

/** What learns. */
export type ModelSpec =
  | { kind: "mlp"; hidden: number[]; activation: "relu" | "tanh" | "gelu" }
  | { kind: "cnn"; channels: number[] };

/** A run; the core checks every field. */
export interface RunSpec {
  data: DataSpec;
  model: ModelSpec;
  optimiser: "sgd" | "adam" | "adamw";
  schedule: "constant" | "linear" | "cosine";
  lr: number;
  spread: number;
  batch: number;
  steps: number;
  members: number;
  sharedSteps: number;
  seed: number;
}

/** The compressed files of a bundled set, in order. */
export interface Files {
  name: string;
  train: ArrayBuffer[];
  test: ArrayBuffer[];
}

/** The means over test rows. */
export interface Score {
  accuracy: number;
  loss: number;
}

/** How the members do, and how the chosen ones do together. */
export interface Standing {
  members: Score[];
  ensemble: Score;
  soup: Score;
}

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
  if (typeof error === "object" && error !== null && "message" in error) {
    const code = "code" in error ? String(error.code) : "run";
    return { code, message: String(error.message) };
  }
  return { code: "run", message: String(error) };
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
