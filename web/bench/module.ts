/**
 * The benchmarks as a module, for outside programs.
 *
 * ```js
 * const runtime = await open({ backend: "cpu", workers: 1 });
 * const w = await runtime.create("W1", spec, data);
 * const check = await w.run(100);
 * ```
 */

import { type Build, load } from "../core.ts";
import { type Data, named, share, shares } from "./data.ts";
import type { Check, Report, Tally } from "./engine.ts";
import { type Line, line } from "./line.ts";
import { type Name, type Spec, WORKLOADS } from "./spec.ts";

export type { Check, Data, Name, Spec };
export { WORKLOADS };

/** The version of the core that the benchmarks run. */
export async function version(): Promise<string> {
  const core = await load();
  return core.version();
}

/** What is to run the workloads. */
export interface Wish {
  backend?: "cpu" | "gpu";
  /** Workers that share the members; a graphics device takes one. */
  workers?: number;
  build?: Build;
}

/** What runs the workloads. */
export interface Info {
  backend: "cpu" | "gpu";
  workers: number;
  build: Build;
  version: string;
  /** The graphics adapter, or null. */
  adapter: string | null;
}

/** WebGPU calls, and messages between page and workers, since a workload's creation. */
export interface Counts {
  dispatches: number;
  passes: number;
  submits: number;
  maps: number;
  buffers: number;
  bindGroups: number;
  shaderModules: number;
  pipelines: number;
  writes: number;
  messages: number;
}

/** Bytes that a workload has. */
export interface Memory {
  /** What its plan holds. */
  arena: number;
  /** The memory of all cores. */
  wasm: number;
}

/** A workload with its data. */
export interface Workload {
  /** Runs `units` more and resolves once what there is to check has been read. */
  run(units: number): Promise<Check>;
  counts(): Counts;
  memory(): Memory;
  /** The members' parameters, `[M, parameters]`, of a workload that has some. */
  weights(): Promise<Float32Array>;
  plan(): Promise<string>;
  dispose(): void;
}

/** A device with its workers. */
export interface Runtime {
  info: Info;
  create(name: Name, spec: Spec, data: Data): Promise<Workload>;
  close(): void;
}

let last = 0;

/** Opens a device; rejects if there is none. */
export async function open(wish: Wish = {}): Promise<Runtime> {
  const { backend = "cpu", build } = wish;
  if (backend !== "cpu" && backend !== "gpu") throw new Error(`backend must be "cpu" or "gpu", not ${backend}.`);
  const workers = backend === "gpu" ? 1 : Math.max(1, Math.floor(wish.workers ?? 1));
  const lines = Array.from({ length: workers }, line);
  const close = () => lines.forEach((line) => void line.end());
  try {
    const [first] = await Promise.all(lines.map((line) => line.ask((engine) => engine.open(backend, build))));
    if (first === undefined) throw new Error("No worker could be started.");
    const info = { backend, workers, ...first };
    return { info, create: (name, spec, data) => create(lines, name, spec, data), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function create(lines: readonly Line[], name: Name, spec: Spec, data: Data): Promise<Workload> {
  if (!WORKLOADS.includes(name)) throw new Error(`The workload must be one of ${WORKLOADS.join(", ")}, not ${name}.`);
  last += 1;
  const id = last;
  const firsts = shares(name, spec, lines.length);
  const used = lines.slice(0, firsts.length - 1);
  const before = messages(used);
  const members = firsts.at(-1) ?? 1;
  const arrays = named(name, data);
  const sizes = used.map((_, i) => (firsts[i + 1] ?? 0) - (firsts[i] ?? 0));
  const each = <T>(work: (line: Line, i: number) => Promise<T>) => Promise.all(used.map(work));
  let reports = await each((line, i) => {
    const first = firsts[i] ?? 0;
    const own = share(arrays, spec.nb ?? 1, members, first, first + (sizes[i] ?? 0));
    const part = spec.M === undefined ? spec : { ...spec, M: sizes[i] ?? 1 };
    return line.ask((engine) => engine.create(id, name, part, [...own.keys()], [...own.values()]));
  });
  return {
    async run(units) {
      reports = await each((line) => line.ask((engine) => engine.run(id, units)));
      return joined(reports, sizes);
    },
    counts: () => ({ ...sums(reports), messages: messages(used) - before }),
    memory: () => ({ arena: total(reports, "bytes"), wasm: reports.reduce((sum, report) => sum + report.memory, 0) }),
    weights: async () => concat(await each((line) => line.ask((engine) => engine.weights(id)))),
    plan: () => used[0]?.ask((engine) => engine.plan(id)) ?? Promise.resolve(""),
    dispose: () => used.forEach((line) => void line.ask((engine) => engine.dispose(id)).catch(() => undefined)),
  };
}

function messages(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.messages(), 0);
}

/** The mean over members of what the workers found. */
function joined(reports: readonly Report[], sizes: readonly number[]): Check {
  const [first] = reports;
  if (first === undefined || reports.length === 1) return first?.check ?? {};
  const members = sizes.reduce((sum, size) => sum + size, 0);
  const loss = reports.reduce((sum, { check }, i) => sum + Number(check.loss) * (sizes[i] ?? 0), 0);
  return { ...first.check, loss: loss / members };
}

function total(reports: readonly Report[], key: keyof Tally): number {
  return reports.reduce((sum, { counts }) => sum + (counts[key] ?? 0), 0);
}

function sums(reports: readonly Report[]): Omit<Counts, "messages"> {
  return {
    dispatches: total(reports, "dispatches"),
    passes: total(reports, "passes"),
    submits: total(reports, "submits"),
    maps: total(reports, "maps"),
    buffers: total(reports, "buffers"),
    bindGroups: total(reports, "bind_groups"),
    shaderModules: total(reports, "shader_modules"),
    pipelines: total(reports, "pipelines"),
    writes: total(reports, "writes"),
  };
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
