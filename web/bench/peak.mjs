/**
 * How near products come to what a core can do in a browser: `npm run peak`, after a build. In turns, in one Chromium: a loop of
 * multiply-adds alone, twelve independent chains of vectors in registers, and W2, the workload of wide layers. Prints the median of
 * each in GFLOP/s, and the share. The browser is the one that `SOUPCON_CHROMIUM` names.
 */

import { fileURLToPath } from "node:url";
import binaryen from "binaryen";
import { chromium } from "playwright-core";
import { preview } from "vite";

const ROUNDS = 5;
const CHAINS = 12;
/** Rounds of the loop in one call. */
const TIMES = 2_000_000;

/** A module with `run`, a loop of multiply-adds: rounded once, as the relaxed build does, or twice. */
function loop(isFused) {
  const names = Array.from({ length: CHAINS }, (_, i) => `$x${i}`);
  const next = (x) =>
    isFused
      ? `(f32x4.relaxed_madd (local.get ${x}) (local.get $a) (local.get $b))`
      : `(f32x4.add (f32x4.mul (local.get ${x}) (local.get $a)) (local.get $b))`;
  const text = `(module (func (export "run") (param $n i32) (result f32)
    (local $a v128) (local $b v128) ${names.map((x) => `(local ${x} v128)`).join(" ")}
    (local.set $a (f32x4.splat (f32.const 0.9999)))
    (local.set $b (f32x4.splat (f32.const 0.0001)))
    ${names.map((x, i) => `(local.set ${x} (f32x4.splat (f32.const ${i})))`).join("\n")}
    (loop $more
      ${names.map((x) => `(local.set ${x} ${next(x)})`).join("\n")}
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $more (local.get $n)))
    (f32x4.extract_lane 0 ${names.slice(1).reduce((sum, x) => `(f32x4.add ${sum} (local.get ${x}))`, `(local.get ${names[0]})`)})))`;
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  if (!module.validate()) throw new Error("The loop is no module.");
  return [...module.emitBinary()];
}

/** GFLOP/s of a loop, the best of some calls. */
function rate([bytes, times, flops]) {
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports;
  const calls = Array.from({ length: 10 }, () => {
    const start = performance.now();
    run(times);
    return performance.now() - start;
  });
  return (flops * times) / Math.min(...calls) / 1e6;
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));
const server = await preview({ configFile, preview: { host: "127.0.0.1", port: 4181 }, logLevel: "error" });
const executablePath = process.env.SOUPCON_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const build of ["relaxed", "simd"]) {
    const bytes = loop(build === "relaxed");
    const [peak, products] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = await browser.newPage();
      await page.goto(new URL(`bench.html?w=W2&json=1&build=${build}`, server.resolvedUrls.local[0]).href);
      await page.locator("[data-state=done]").waitFor();
      products.push(JSON.parse(await page.locator("pre").textContent()).gflop_per_s);
      peak.push(await page.evaluate(rate, [bytes, TIMES, 2 * 4 * CHAINS]));
      await page.close();
    }
    const [most, reached] = [middle(peak), middle(products)];
    process.stdout.write(`${JSON.stringify({ build, peak: most, w2: reached, share: reached / most })}\n`);
  }
} finally {
  await browser.close();
  await server.close();
}
