/** Workloads of the benchmark's module, run in a page as an outside program does. */

import type { Page } from "playwright-core";
import type { Check, Counts, Data, Info, Name, Spec } from "../../web/bench/module.ts";
import { sample } from "../../web/bench/sample.ts";
import { site } from "./browser.ts";

/** What a workload did in the page. */
export interface Outcome {
  info: Info;
  checks: Check[];
  before: Counts;
  after: Counts;
  weights: number[];
}

export interface Task {
  backend: "cpu" | "gpu";
  workers: number;
  name: Name;
  spec: Spec;
  data: Data;
  runs: number[];
}

/** Everything as arrays that JSON knows. */
export function plain(data: Data): Data {
  const text = JSON.stringify(data, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
  );
  return JSON.parse(text) as Data;
}

/** Runs a workload as an outside program does. As text: the test runner rewrites imports in functions. */
export function run(page: Page, task: Task): Promise<Outcome> {
  const { backend, workers, name, spec, runs } = task;
  return page.evaluate(`(async () => {
    const { open } = await import("${site}soupcon-bench.js");
    const runtime = await open(${JSON.stringify({ backend, workers })});
    const w = await runtime.create("${name}", ${JSON.stringify(spec)}, ${JSON.stringify(plain(task.data))});
    const [checks, counts] = [[], []];
    for (const units of ${JSON.stringify(runs)}) {
      counts.push(w.counts());
      checks.push(await w.run(units));
    }
    counts.push(w.counts());
    const trains = ${JSON.stringify(spec.lr !== undefined && name !== "W7b")};
    const weights = trains ? Array.from(await w.weights()) : [];
    const outcome = { info: runtime.info, checks, before: counts.at(-2), after: counts.at(-1), weights };
    w.dispose();
    runtime.close();
    return outcome;
  })()`) as Promise<Outcome>;
}

/** A workload with sample data, and how many units each of its runs takes. */
export function small(name: Name, spec: Spec, runs: number[], backend: "cpu" | "gpu" = "cpu", workers = 1): Task {
  return { backend, workers, name, spec, data: sample(name, spec, 7), runs };
}

/** What the last run has added to the counts. */
export function between({ before, after }: Outcome): Counts {
  const entries = Object.entries(after) as [keyof Counts, number][];
  return Object.fromEntries(entries.map(([key, count]) => [key, count - before[key]])) as unknown as Counts;
}
