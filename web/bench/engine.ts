/** The worker that runs workloads. */

import { expose } from "comlink";
import { type Build, type Core, choose, load } from "../core.ts";
import type { Spec } from "./spec.ts";

type Engine = Awaited<ReturnType<Core["Engine"]["open"]>>;
type Bench = Awaited<ReturnType<Core["Bench"]["create"]>>;

/** What there is to check after a run. */
export interface Check {
  loss?: number | string;
  acc?: number;
  point?: number;
  grad00?: number;
}

/** Counts by name, as the core gives them. */
export type Tally = Record<string, number>;

/** What a run has led to. */
export interface Report {
  check: Check;
  counts: Tally;
  /** Bytes of the core's memory. */
  memory: number;
}

interface Opened {
  core: Core;
  engine: Engine;
  memory: WebAssembly.Memory;
}

let opened: Opened | undefined;
const benches = new Map<number, Bench>();

function ready(): Opened {
  if (opened === undefined) throw new Error("The core is not open yet.");
  return opened;
}

/** An object that the core rejects with, as an error. */
async function clear<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (fault) {
    if (fault instanceof Error) throw fault;
    throw new Error((fault as { message?: string }).message ?? String(fault));
  }
}

function report(bench: Bench, found: Check & { tokens?: number[] }): Report {
  const { tokens, ...check } = found;
  if (tokens !== undefined) check.loss = tokens.join(" ");
  const counts = bench.counts() as Tally;
  return { check, counts, memory: ready().memory.buffer.byteLength };
}

/** The graphics adapter in words. */
async function adapter(): Promise<string> {
  const info = (await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" }))?.info;
  const words = [info?.vendor, info?.architecture, info?.description];
  return words.filter((word) => word).join(" ") || "unnamed";
}

const engine = {
  /** Loads a build and opens a device. */
  async open(backend: string, build: Build = choose()) {
    const core = await load(build);
    const { memory } = await core.default();
    opened = { core, memory, engine: await clear(core.Engine.open(backend)) };
    return { build, version: core.version(), adapter: backend === "gpu" ? await adapter() : null };
  },
  /** Prepares a workload under a number. */
  async create(id: number, name: string, spec: Spec, names: string[], arrays: unknown[]): Promise<Report> {
    const { core, engine } = ready();
    const bench = await clear(core.Bench.create(engine, name, spec, names, arrays));
    benches.set(id, bench);
    return report(bench, {});
  },
  /** Runs a workload. */
  async run(id: number, units: number): Promise<Report> {
    const bench = benches.get(id);
    if (bench === undefined) throw new Error("This workload was disposed of.");
    return report(bench, await clear(bench.run(units)));
  },
  /** The trained weights, `[members, parameters]`. */
  async weights(id: number): Promise<Float32Array> {
    const bench = benches.get(id);
    if (bench === undefined) throw new Error("This workload was disposed of.");
    return clear(bench.weights());
  },
  /** The plan as text. */
  plan(id: number): string {
    return benches.get(id)?.plan() ?? "";
  },
  /** Frees a workload. */
  dispose(id: number): void {
    benches.get(id)?.free();
    benches.delete(id);
  },
};

/** What a worker of the benchmarks can be asked. */
export type EngineWorker = typeof engine;

expose(engine);
