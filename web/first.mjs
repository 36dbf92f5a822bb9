/**
 * What the Kitchen's first view asks of the core, in Node: prints which functions ran, by where they stand.
 *
 *     node web/first.mjs GLUE MODULE
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";

// What current browsers have, Node 20 has behind a flag.
if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

const [glue, module] = process.argv.slice(2);
const core = await import(pathToFileURL(resolve(glue)).href);
const exports = await core.default({ module_or_path: readFileSync(module) });

const spec = JSON.parse(readFileSync(new URL("data/kitchen.json", import.meta.url), "utf8"));
const numbers = new Float32Array(new Uint8Array(readFileSync(new URL("data/kitchen.f32", import.meta.url))).buffer);
const size = numbers.length / (spec.members + 1);

core.version();
const engine = await core.Engine.open("cpu");
void engine.name;
const data = core.Data.generate(spec);
const explorer = engine.explorer(spec, data);
explorer.plane(300);
data.x("train", 400);
data.y("train", 400);
explorer.setStart(numbers.slice(0, size));
explorer.setTheta(numbers.slice(size));
explorer.choose(new Uint8Array(spec.members).fill(1));

// Every member, the ensemble and the soup, from afar and near; how they grow together.
const test = { set: "test" };
const members = Array.from({ length: spec.members }, (_, member) => ({ kind: "member", member }));
const ensemble = { kind: "ensemble", rule: "probabilities" };
const soup = { kind: "soup", method: "uniform" };
await explorer.maps(members, 64);
await explorer.ask({ ask: "score", of: [...members, ensemble, soup], on: test });
for (const dish of [soup, ensemble]) {
  for (const side of [32, 96]) await explorer.maps([dish], side);
  await explorer.ask({ ask: "score", of: [dish], on: test });
}
await explorer.ask({ ask: "growth", on: test, orders: 20 });

// The table: every way of combining, as it is and on turned points, and attacks on some.
const rules = ["logits", "probabilities", "vote", "run-off"].map((rule) => ({ kind: "ensemble", rule }));
const [scale, density] = [1, 0.2];
const soups = [
  { method: "uniform" },
  { method: "greedy", acceptTies: true },
  { method: "learned" },
  { method: "task-arithmetic", scale },
  ...["ties", "dare", "dare-ties"].map((method) => ({ method, scale, density })),
  { method: "model-stock" },
  { method: "fisher" },
].map((how) => ({ kind: "soup", ...how }));
const all = [...members, ...rules, ...soups, { kind: "start" }];
const turned = { ...test, shift: { name: "rotation", severity: 3 } };
for (const on of [test, turned]) await explorer.ask({ ask: "score", of: all, on });
const attack = { norm: "linf", objective: "ce", steps: 5, epsilons: [0.2], rows: 200 };
await explorer.ask({ ask: "attack", of: [...members, ensemble, soup], ...attack });
data.free();
explorer.free();

const marks = Object.entries(exports).filter(([name, mark]) => /^r\d+$/.test(name) && mark.value === 1);
process.stdout.write(JSON.stringify(marks.map(([name]) => Number(name.slice(1)))));
