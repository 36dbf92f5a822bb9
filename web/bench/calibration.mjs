/**
 * How long the measurement takes by which an executor is chosen, and how near it comes to the rate of a long run:
 * `npm run calibration`, after `cargo xtask build`. Every measurement has a process of its own, in which nothing has been optimised
 * yet. Prints, for each network and each time that is allowed, the milliseconds that it took and its share of the long run's rate.
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const REPEATS = 5;
/** Milliseconds that are allowed; the page allows the last. */
const BUDGETS = [20, 70, 150];
const LONG_MS = 1500;

const run = (hidden, members, batch) => ({
  data: { kind: "toy", name: "moons", noise: 0.2 },
  model: { kind: "mlp", hidden, activation: "tanh" },
  ...{ rows: 400, validation: 100, test: 400, labelNoise: 0, batch, members, seed: 1 },
  ...{ optimiser: "adam", schedule: "constant", lr: 0.01, weightDecay: 0, smoothing: 0, mixup: 0 },
  ...{ steps: 1000, fraction: 1, bootstrap: false, augment: 0, start: { kind: "independent" } },
});
/** Networks as small as they are taught with, as many as in W1, and as wide as in W2. */
const RUNS = {
  "one of 8-8": run([8, 8], 1, 64),
  "16 of 32-32": run([32, 32], 16, 64),
  "32 of 196-64-64": run([196, 64, 64], 32, 128),
};

async function measure(name, budget) {
  const folder = new URL("../core/simd/", import.meta.url);
  const { default: begin, Data, Engine } = await import(new URL("soupcon.js", folder).href);
  const core = await begin({ module_or_path: readFileSync(new URL("soupcon_bg.wasm", folder)) });
  await WebAssembly.instantiate(readFileSync(new URL("parts/rest.wasm", folder)), { core });
  const engine = await Engine.open("cpu");
  const data = Data.generate(RUNS[name]);
  const start = performance.now();
  const rate = await engine.rate(RUNS[name], data, budget);
  const took = performance.now() - start;
  return [took, rate / (await engine.rate(RUNS[name], data, LONG_MS))];
}

const [asked, budget] = process.argv.slice(2);
if (asked) {
  process.stdout.write(JSON.stringify(await measure(asked, Number(budget))));
} else {
  for (const network of Object.keys(RUNS)) {
    for (const allowed of BUDGETS) {
      const one = () =>
        JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), network, String(allowed)]));
      const all = Array.from({ length: REPEATS }, one);
      const [took, share] = [all.map(([ms]) => Math.round(ms)), all.map(([, part]) => Number(part.toFixed(2)))];
      process.stdout.write(`${JSON.stringify({ network, allowed, took, share })}\n`);
    }
  }
}
