import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Check, Data, Memory, Name, Spec } from "../../web/bench/module.ts";
import { sample } from "../../web/bench/sample.ts";
import { SPECS, WORKLOADS } from "../../web/bench/spec.ts";
import { open, site } from "./browser.ts";
import { heaps } from "./heap.ts";
import { between, plain, run, small } from "./workload.ts";

const SMALL: Spec = { M: 3, sizes: [2, 8, 8, 2], B: 16, nb: 4, lr: 0.01, act: "tanh" };
const TEXT: Spec = { V: 12, d: 8, T: 6, H: 2, L: 2, F: 16, B: 2, nb: 2, lr: 1e-3 };

function one(page: Page, name: Name, spec: Spec, units = 1): Promise<Check | undefined> {
  return run(page, small(name, spec, [units])).then(({ checks }) => checks.at(-1));
}

test("the module names its workloads", async () => {
  const page = await open();
  const names = await page.evaluate(`import("${site}soupcon-bench.js").then((it) => it.WORKLOADS)`);
  expect(names).toEqual([...WORKLOADS]);
});

describe("W1 on data that are given", () => {
  test("learns the same on both backends", async () => {
    const page = await open();
    const [cpu, gpu] = [
      await run(page, small("W1", SMALL, [1, 40])),
      await run(page, small("W1", SMALL, [1, 40], "gpu")),
    ];
    expect(cpu.info).toMatchObject({ backend: "cpu", workers: 1, adapter: null });
    expect(gpu.info).toMatchObject({ backend: "gpu", workers: 1 });
    const [first, last] = cpu.checks.map(({ loss }) => Number(loss));
    expect(Math.abs((first ?? 0) - Number(gpu.checks[0]?.loss))).toBeLessThan(1e-5);
    expect(Math.abs((last ?? 0) - Number(gpu.checks[1]?.loss))).toBeLessThan(1e-3);
    expect(last).toBeLessThan(first ?? 0);
  });

  test("two workers find, bit for bit, the weights of one", async () => {
    const page = await open();
    const alone = await run(page, small("W1", SMALL, [50]));
    const shared = await run(page, small("W1", SMALL, [50], "cpu", 2));
    expect(shared.info.workers).toBe(2);
    expect(shared.weights).toEqual(alone.weights);
    expect(new Set(alone.weights).size).toBeGreaterThan(alone.weights.length / 2);
    expect(Number(shared.checks[0]?.loss)).toBeCloseTo(Number(alone.checks[0]?.loss), 12);
    expect(between(shared).messages).toBe(4);
  });

  test("refuses data that do not fit", async () => {
    const page = await open();
    const task = small("W1", SMALL, [1]);
    const message = await run(page, { ...task, data: { ...task.data, by: [0, 1] } }).catch(String);
    expect(message).toContain("called `by`");
  });
});

describe("memory", () => {
  test("W2 takes no more than 64 MB", async () => {
    const page = await open("bench.html?w=W2&repeats=1&json=1");
    await page.locator("[data-state=done]").waitFor();
    const { wasm_bytes } = JSON.parse((await page.locator("pre").textContent()) ?? "{}") as { wasm_bytes: number };
    expect(wasm_bytes).toBeGreaterThan(0);
    expect(wasm_bytes).toBeLessThanOrEqual(64e6);
  });

  test("nothing grows over 10 000 steps", async () => {
    const page = await open();
    const { backend, workers, name, spec, data } = small("W1", { ...SPECS.W1, M: 4 }, []);
    await page.evaluate(`(async () => {
      const { open } = await import("${site}soupcon-bench.js");
      const runtime = await open(${JSON.stringify({ backend, workers })});
      globalThis.w = await runtime.create("${name}", ${JSON.stringify(spec)}, ${JSON.stringify(plain(data))});
    })()`);
    const heap = await heaps(page);
    const held = async (steps: number) => {
      const memory = (await page.evaluate(`w.run(${steps}).then(() => w.memory())`)) as Memory;
      return { memory, heap: await heap() };
    };
    const before = await held(500);
    const after = await held(10_000);
    expect(after.memory).toEqual(before.memory);
    expect(after.heap.workers).toHaveLength(1);
    const grown = [after.heap.page - before.heap.page, (after.heap.workers[0] ?? 0) - (before.heap.workers[0] ?? 0)];
    expect(Math.max(...grown)).toBeLessThan(50e3);
  });
});

/** Row by row: loss with the student's gradient of the first logit. */
function hinton({ N = 0, C = 0, alpha = 0, T = 1 }: Spec, data: Data): { loss: number; grad00: number } {
  const row = (numbers: Data["s"], r: number, heat: number) => {
    const all = numbers && "data" in numbers ? numbers.data : [];
    const logits = Array.from({ length: C }, (_, c) => (all[r * C + c] ?? 0) / heat);
    const log = Math.log(logits.reduce((sum, v) => sum + Math.exp(v), 0));
    return logits.map((v) => v - log);
  };
  let [loss, grad00] = [0, 0];
  for (let r = 0; r < N; r += 1) {
    const label = (data.y as Int32Array)[r] ?? 0;
    const [hard, q, p] = [row(data.s, r, 1), row(data.s, r, T), row(data.t, r, T)];
    const kl = p.reduce((sum, v, c) => sum + Math.exp(v) * (v - (q[c] ?? 0)), 0);
    loss += (-alpha * (hard[label] ?? 0) + (1 - alpha) * T * T * kl) / N;
    if (r > 0) continue;
    const own = alpha * (Math.exp(hard[0] ?? 0) - Number(label === 0));
    grad00 = (own + (1 - alpha) * T * (Math.exp(q[0] ?? 0) - Math.exp(p[0] ?? 0))) / N;
  }
  return { loss, grad00 };
}

test.each(["simd", "relaxed"])("what is no number stays none in the build %s", async (build) => {
  const spec: Spec = { M: 1, sizes: [2, 8, 2], G: 16, act: "tanh" };
  const data = plain(sample("W4", spec, 7));
  const page = await open();
  const losses = await page.evaluate(`(async () => {
    const { open } = await import("${site}soupcon-bench.js");
    const runtime = await open({ backend: "cpu", workers: 1, build: "${build}" });
    const losses = [];
    for (const layer of [null, 0, 3]) {
      const data = ${JSON.stringify(data)};
      if (layer !== null) data.w[layer].data[0] = Number.NaN;
      const w = await runtime.create("W4", ${JSON.stringify(spec)}, data);
      losses.push(String((await w.run(1)).loss));
      w.dispose();
    }
    runtime.close();
    return losses;
  })()`);
  expect(losses).toEqual([expect.stringMatching(/^0\.\d+$/), "NaN", "NaN"]);
});

describe("the other workloads, small", () => {
  test("W3 learns", async () => {
    const spec: Spec = { M: 2, B: 4, nb: 1, lr: 1e-2 };
    const { checks } = await run(await open(), small("W3", spec, [1, 10], "cpu", 2));
    expect(Number(checks[1]?.loss)).toBeLessThan(Number(checks[0]?.loss));
  });

  test("W4 is a mean of squares of probabilities, whatever the number of workers", async () => {
    const spec: Spec = { M: 3, sizes: [2, 8, 2], G: 16, act: "tanh" };
    const page = await open();
    const [alone, shared] = [1, 2].map((workers) => run(page, small("W4", spec, [1], "cpu", workers)));
    const loss = Number((await alone)?.checks[0]?.loss);
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(1);
    expect(Number((await shared)?.checks[0]?.loss)).toBeCloseTo(loss, 6);
  });

  test("W5 takes the points in turn", async () => {
    const spec: Spec = { sizes: [12, 6, 10], N: 20, P: 5, act: "relu" };
    const { checks } = await run(await open(), small("W5", spec, [1, 4, 1]));
    expect(checks.map(({ point }) => point)).toEqual([0, 1, 0]);
    expect(checks[2]).toEqual(checks[0]);
    expect(checks[1]?.loss).not.toBe(checks[0]?.loss);
  });

  test("W6 has the loss and the gradient of its formula", async () => {
    const spec: Spec = { N: 6, C: 9, alpha: 0.3, T: 4 };
    const expected = hinton(spec, sample("W6a", spec, 7));
    const check = await one(await open(), "W6a", spec);
    expect(Number(check?.loss)).toBeCloseTo(expected.loss, 4);
    expect(check?.grad00).toBeCloseTo(expected.grad00, 5);
  });

  test("W7 learns a text, and writes eight tokens", async () => {
    const page = await open();
    const { checks } = await run(page, small("W7a", { ...TEXT, lr: 0.01 }, [1, 30]));
    expect(Number(checks[1]?.loss)).toBeLessThan(0.7 * Number(checks[0]?.loss));
    const written = await one(page, "W7b", TEXT, 20);
    expect(String(written?.loss)).toMatch(/^(\d+ ){7}\d+$/);
  });
});

describe("the page", () => {
  test("prints a line for each workload, number of members and width, and stops", async () => {
    const page = await open("bench.html?w=W1,W7b&members=1,2&widths=16,8&repeats=2&json=1");
    await page.locator("[data-state=done]").waitFor();
    const lines = (await page.locator("pre").textContent())?.trim().split("\n") ?? [];
    const results = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(results.map(({ workload, members, width }) => [workload, members, width])).toEqual([
      ["W1", 1, 16],
      ["W1", 2, 16],
      ["W1", 1, 8],
      ["W1", 2, 8],
      ["W7b", 1, null],
    ]);
    for (const result of results) {
      expect(result).toMatchObject({ backend: "cpu", build: "relaxed", workers: 1, repeats: 2 });
      expect(result.rate).toBeGreaterThan(0);
      for (const time of ["open_ms", "create_ms", "first_run_ms"]) expect(result[time]).toBeGreaterThan(0);
    }
  });

  test("shows people a table, and says what it refuses", async () => {
    const page = await open("bench.html?w=W7b&repeats=1");
    await page.locator("[data-state=done]").waitFor();
    expect(await page.locator("tbody tr").count()).toBe(1);
    const refused = await open("bench.html?w=W9");
    await refused.getByRole("status").getByText("w must be one of W1").waitFor();
  });
});
