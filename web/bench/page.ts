/** The page of the benchmarks: `bench.html?w=W1&backend=cpu&workers=1&repeats=7&json=1`. */

import { measure, type Result } from "./measure.ts";
import { type Name, WORKLOADS } from "./module.ts";
import { type Query, query } from "./query.ts";
import { SPECS, type Spec } from "./spec.ts";
import { table } from "./table.ts";

const results = document.querySelector<HTMLElement>("#results");

/** The same sizes with hidden layers of another width. */
const hidden = (sizes: readonly number[], width: number): number[] =>
  sizes.map((size, layer) => (layer % (sizes.length - 1) === 0 ? size : width));

/** A workload's sizes, with numbers of members and widths that were asked for where it has any. */
function variants(spec: Spec, { members, widths }: Query): Spec[] {
  const { M, sizes } = spec;
  const wide = sizes && widths.length > 0 ? widths.map((width) => ({ ...spec, sizes: hidden(sizes, width) })) : [spec];
  if (M === undefined || members.length === 0) return wide;
  return wide.flatMap((spec) => members.map((M) => ({ ...spec, M })));
}

/** Every workload that was asked for, with its sizes. */
function plan(asked: Query): [Name, Spec][] {
  return asked.names.flatMap((name) => variants(SPECS[name], asked).map((spec): [Name, Spec] => [name, spec]));
}

async function run(asked: Query, show: (result: Result) => void): Promise<void> {
  const { backend, workers, build, repeats } = asked;
  for (const [name, spec] of plan(asked)) {
    show(await measure({ backend, workers, ...(build && { build }) }, name, spec, repeats));
  }
}

/** Lines of JSON for programs, a table for people. */
function display(asked: Query): (result: Result) => void {
  if (asked.json) {
    const lines = document.createElement("pre");
    results?.append(lines);
    return (result) => lines.append(`${JSON.stringify(result)}\n`);
  }
  const { element, add } = table(`${asked.backend}, workers: ${asked.workers}, repeats: ${asked.repeats}`);
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
