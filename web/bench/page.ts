/** The page of the benchmarks: `bench.html?w=W1&backend=cpu&workers=1&repeats=7&json=1`. */

import { measure, type Result } from "./measure.ts";
import { type Name, open, WORKLOADS } from "./module.ts";
import { type Query, query } from "./query.ts";
import { SPECS, type Spec } from "./spec.ts";
import { table } from "./table.ts";

const results = document.querySelector<HTMLElement>("#results");

/** Every workload that was asked for, with its sizes. */
function plan({ names, members }: Query): [Name, Spec][] {
  return names.flatMap((name): [Name, Spec][] => {
    const spec = SPECS[name];
    if (members.length === 0 || spec.M === undefined) return [[name, spec]];
    return members.map((M) => [name, { ...spec, M }]);
  });
}

async function run(asked: Query, show: (result: Result) => void): Promise<void> {
  const { backend, workers, build, repeats } = asked;
  for (const [name, spec] of plan(asked)) {
    // A core of its own for each: memory that one has asked for stays with it.
    const runtime = await open({ backend, workers, ...(build && { build }) });
    show(await measure(runtime, name, spec, repeats));
    runtime.close();
  }
}

/** Lines of JSON for programs, a table for people. */
function display(asked: Query): (result: Result) => void {
  if (asked.json) {
    const lines = document.createElement("pre");
    results?.append(lines);
    return (result) => lines.append(`${JSON.stringify(result)}\n`);
  }
  const { element, add } = table(`${asked.backend}, ${asked.workers} workers, ${asked.repeats} repeats`);
  results?.append(element);
  return add;
}

function finish(state: string, text = ""): void {
  if (results === null) return;
  results.dataset.state = state;
  const status = results.querySelector("[role=status]");
  if (status) status.textContent = text;
}

async function main(): Promise<void> {
  const asked = query(new URLSearchParams(location.search), WORKLOADS);
  await run(asked, display(asked));
}

main().then(
  () => finish("done", "Done."),
  (error: unknown) => finish("failed", error instanceof Error ? error.message : String(error)),
);
