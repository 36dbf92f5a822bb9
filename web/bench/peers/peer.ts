/** What another library must offer to be compared. */

import type { Data, Numbers } from "../data.ts";
import type { Name, Spec } from "../spec.ts";

/** A workload as another library runs it. */
export interface Rival {
  /** Runs `units` more and gives the loss as the workload defines it. */
  run(units: number): Promise<number>;
}

/** What computes: the processor, in WebAssembly, or a graphics device, through WebGPU. */
export type Backend = "wasm" | "webgpu";

/** A library; gives nothing where it has no such workload. */
export type Peer = (backend: Backend, name: Name, spec: Spec, data: Data) => Promise<Rival | undefined>;

/** Numbers as floats. */
export function floats(numbers: Numbers | undefined): Float32Array<ArrayBuffer> {
  if (numbers === undefined) throw new Error("An array is missing.");
  const all = "data" in numbers ? numbers.data : numbers;
  return Float32Array.from(all);
}

/** Batch `k` of `count`. */
export function batch(numbers: Numbers | undefined, k: number, count: number): Float32Array<ArrayBuffer> {
  const all = floats(numbers);
  const size = all.length / count;
  return all.slice(k * size, (k + 1) * size);
}

/** 1 where the class is the label. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i += 1) rows[i * classes + (labels[i] ?? 0)] = 1;
  return rows;
}
