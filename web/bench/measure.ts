/** How long a workload takes, and what it asks for. */

import { type Check, type Counts, open, type Wish, type Workload } from "./module.ts";
import { sample } from "./sample.ts";
import { type Name, type Spec, UNITS, worth } from "./spec.ts";

/** What was measured of a workload. */
export interface Result {
  workload: Name;
  backend: string;
  build: string;
  adapter: string | null;
  workers: number;
  members: number;
  /** Of the first hidden layer, where there are any. */
  width: number | null;
  /** Units in each repeat. */
  units: number;
  repeats: number;
  /** Milliseconds per unit over the repeats; the spread is from the least to the most. */
  ms: { median: number; min: number; spread: number };
  /** By the median. */
  rate: number;
  rate_unit: string;
  gflop_per_s: number | null;
  gbyte_per_s: number | null;
  /** From no worker at all to one that runs the core; the first one fetches it, too. */
  open_ms: number;
  create_ms: number;
  first_run_ms: number;
  arena_bytes: number;
  wasm_bytes: number;
  /** Per unit, over all repeats. */
  counts: Counts;
  check: Check;
}

/** Warm-up: browsers compile the core a second time once it has run for a while. */
const WARM_MS = 400;
const REPEAT_MS = 400;

/** Seconds of the day are not wanted: milliseconds since some start. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const value = await work();
  return [performance.now() - start, value];
}

/** Runs for a while and says how many units a repeat should take. */
async function warm(w: Workload, most: number): Promise<number> {
  let [units, spent, took] = [1, 0, 0];
  while (spent < WARM_MS) {
    [took] = await timed(() => w.run(units));
    spent += took;
    const fit = Math.floor((units * REPEAT_MS) / Math.max(took, 0.1));
    units = Math.max(1, Math.min(most, 4 * units, fit));
  }
  return units;
}

function per(units: number, before: Counts, after: Counts): Counts {
  const entries = Object.entries(after) as [keyof Counts, number][];
  return Object.fromEntries(entries.map(([key, count]) => [key, (count - before[key]) / units])) as unknown as Counts;
}

/** The middle one, or the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** Measures a workload of these sizes on data from a seed, in a core of its own: memory that it asked for stays with it. */
export async function measure(wish: Wish, name: Name, spec: Spec, repeats: number): Promise<Result> {
  const data = sample(name, spec, 1);
  const [opened, runtime] = await timed(() => open(wish));
  const [created, w] = await timed(() => runtime.create(name, spec, data));
  const [first] = await timed(() => w.run(1));
  const units = await warm(w, UNITS[name]);
  const before = w.counts();
  const times: number[] = [];
  let check: Check = {};
  for (let i = 0; i < repeats; i += 1) {
    const [took, found] = await timed(() => w.run(units));
    times.push(took / units);
    check = found;
  }
  const counts = per(units * repeats, before, w.counts());
  const { arena, wasm } = w.memory();
  w.dispose();
  runtime.close();
  const min = Math.min(...times);
  const ms = { median: median(times), min, spread: Math.max(...times) - min };
  const { amount, rate, flop, bytes } = worth(name, spec);
  const billions = (n: number | undefined) => (n === undefined ? null : n / ms.median / 1e6);
  const { backend, build, adapter, workers } = runtime.info;
  return {
    workload: name,
    ...{ backend, build, adapter, workers, members: spec.M ?? 1, width: spec.sizes?.[1] ?? null, units, repeats, ms },
    rate: (amount * 1000) / ms.median,
    rate_unit: rate,
    gflop_per_s: billions(flop),
    gbyte_per_s: billions(bytes),
    open_ms: opened,
    create_ms: created,
    first_run_ms: first,
    arena_bytes: arena,
    wasm_bytes: wasm,
    counts,
    check,
  };
}
