/** The numbers of a workload, as outside programs give them and as the core takes them. */

import type { Name, Spec } from "./spec.ts";

/** An array of numbers, row-major, with or without its shape. */
export type Numbers = ArrayLike<number> | { shape?: readonly number[]; data: ArrayLike<number> };

/** The numbers of a workload; each reads those that it has use for. */
export interface Data {
  /** Weights and biases, layer by layer, members first. */
  w?: readonly Numbers[];
  /** Batches of inputs `[nb, M, B, …]`. */
  bx?: Numbers;
  /** Batches of labels `[nb, M, B]`. */
  by?: Numbers;
  /** Rows or points. */
  x?: Numbers;
  /** Labels. */
  y?: Numbers;
  /** One end of a curve. */
  a?: readonly Numbers[];
  /** The other end. */
  b?: readonly Numbers[];
  /** The student's logits. */
  s?: Numbers;
  /** The teacher's. */
  t?: Numbers;
  /** A transformer's weights by name. */
  ws?: Readonly<Record<string, Numbers>>;
  /** Texts `[nb, B, T + 1]`. */
  tok?: Numbers;
}

/** Arrays by the names that the core knows. */
export type Arrays = Map<string, Float32Array | Int32Array>;

function flat(numbers: Numbers): ArrayLike<number> {
  return "data" in numbers ? numbers.data : numbers;
}

function floats(numbers: Numbers): Float32Array {
  const all = flat(numbers);
  return all instanceof Float32Array ? all : Float32Array.from(all);
}

function integers(numbers: Numbers): Int32Array {
  const all = flat(numbers);
  return all instanceof Int32Array ? all : Int32Array.from(all);
}

/** Weights and biases in turn. */
function layers(arrays: Arrays, prefix: string, all: readonly Numbers[] = []): void {
  for (const [i, numbers] of all.entries()) {
    const kind = i % 2 === 0 ? "w" : "b";
    arrays.set(`${prefix}${kind}${Math.floor(i / 2)}`, floats(numbers));
  }
}

/** All arrays of a workload under the core's names. */
export function named(name: Name, data: Data): Arrays {
  const arrays: Arrays = new Map();
  if (name === "W3") {
    for (const [i, numbers] of (data.w ?? []).entries()) arrays.set(`w${i}`, floats(numbers));
  } else {
    layers(arrays, "", data.w);
  }
  layers(arrays, "a", data.a);
  layers(arrays, "b", data.b);
  for (const [key, numbers] of Object.entries(data.ws ?? {})) arrays.set(key, floats(numbers));
  for (const key of ["bx", "x", "s", "t"] as const) if (data[key]) arrays.set(key, floats(data[key]));
  for (const key of ["by", "y", "tok"] as const) if (data[key]) arrays.set(key, integers(data[key]));
  return arrays;
}

/** The workloads whose members can be told apart and computed anywhere. */
const MEMBERS: ReadonlySet<Name> = new Set<Name>(["W1", "W2", "W3", "W4"]);

/** First members of the shares of at most `workers` workers, and the end. */
export function shares(name: Name, spec: Spec, workers: number): number[] {
  const members = MEMBERS.has(name) ? (spec.M ?? 1) : 1;
  const count = Math.max(1, Math.min(workers, members));
  return Array.from({ length: count + 1 }, (_, i) => Math.floor((i * members) / count));
}

/** The arrays of members `first` to `end` of `members`. */
export function share(arrays: Arrays, batches: number, members: number, first: number, end: number): Arrays {
  const part: Arrays = new Map();
  for (const [name, all] of arrays) {
    if (name === "x") part.set(name, all);
    else part.set(name, cut(all, name === "bx" || name === "by" ? batches : 1, members, first, end));
  }
  return part;
}

/** Members `first` to `end` of `[outer, members, …]`. */
function cut<T extends Float32Array | Int32Array>(
  all: T,
  outer: number,
  members: number,
  first: number,
  end: number,
): T {
  if (first === 0 && end === members) return all;
  const size = all.length / (outer * members);
  const parts = Array.from({ length: outer }, (_, k) =>
    all.subarray((k * members + first) * size, (k * members + end) * size),
  );
  const own = all.slice(0, outer * (end - first) * size) as T;
  for (const [k, part] of parts.entries()) own.set(part, k * (end - first) * size);
  return own;
}
