// @vitest-environment node
import { describe, expect, test } from "vitest";
import {
  type Architecture,
  call,
  type Inputs,
  layout,
  type MergeOptions,
  merge,
  recipe as note,
  readCheckpoint,
  type Weights,
  writeCheckpoint,
} from "../npm/module.ts";
import type { Dish } from "../wire.ts";
import { deskOf } from "./checkpoint.ts";
import { recipe } from "./recipes.ts";
import { zip } from "./zip.ts";

/** The core itself, without a worker. */
const at = deskOf((work) => work({ layout, readCheckpoint, recipe: note, writeCheckpoint, zip }));

describe("a recipe", () => {
  const kitchen = {
    members: ["m1", "m2", "m3"],
    start: "start",
    chosen: [0, 2],
    greedy: [2],
    learned: [0.25, 0.75],
    seed: 7,
  };
  const of = (dish: Dish, change = {}) => recipe(dish, { ...kitchen, ...change }, at);

  test("sums name each file with its weight", async () => {
    expect(await of({ kind: "soup", method: "uniform" })).toBe(
      'merge_method: linear\nmodels:\n  - model: "m1"\n    parameters:\n      weight: 0.5\n  - model: "m3"\n    parameters:\n      weight: 0.5\nparameters:\n  normalize: false\n',
    );
    expect(await of({ kind: "soup", method: "learned" })).toMatch(/m1.*0\.25.*m3.*0\.75/s);
    expect(await of({ kind: "soup", method: "greedy" })).toMatch(/m3"\n.*\n +weight: 1\n/);
    expect(await of({ kind: "mix", weights: [1.5, 0, -0.5] })).toMatch(/m1.*1\.5.*m3.*-0\.5/s);
    expect(await of({ kind: "back", t: 0.25, of: { kind: "member", member: 1 } })).toMatch(/m2.*0\.25.*start.*0\.75/s);
  });

  test("the other methods have their parameters and their base", async () => {
    expect(await of({ kind: "soup", method: "slerp", t: 0.3 })).toMatch(/^merge_method: slerp[\s\S]*t: 0\.3/m);
    expect(await of({ kind: "soup", method: "ties", density: 0.4, scale: 1.5 })).toMatch(
      /base_model: "start"[\s\S]*density: 0\.4[\s\S]*lambda: 1\.5/,
    );
    expect(await of({ kind: "soup", method: "dare-ties", density: 0.4 })).toMatch(/dare_ties[\s\S]*random_seed: 7/);
    expect(await of({ kind: "soup", method: "model-stock" })).toMatch(/^merge_method: model_stock\nbase_model/);
    expect(await of({ kind: "soup", method: "fisher" })).toMatch(/^merge_method: fisher/m);
  });

  test("what has none says why", async () => {
    await expect(of({ kind: "ensemble", rule: "logits" })).rejects.toThrow("An ensemble averages outputs");
    await expect(of({ kind: "student" })).rejects.toThrow("A student was trained");
    await expect(of({ kind: "soup", method: "ties" }, { start: undefined })).rejects.toThrow("needs the shared start");
    await expect(of({ kind: "soup", method: "slerp" }, { chosen: [0, 1, 2] })).rejects.toThrow(
      "SLERP mixes exactly two members; 3 are chosen.",
    );
    await expect(of({ kind: "soup", method: "model-stock" }, { chosen: [1] })).rejects.toThrow(
      "Model Stock mixes at least two members; one is chosen.",
    );
    const back: Dish = { kind: "back", t: 0.5, of: { kind: "soup", method: "fisher" } };
    await expect(of(back)).rejects.toThrow("the way from the start to this soup has no recipe");
    await expect(of({ kind: "soup", method: "greedy" }, { greedy: [] })).rejects.toThrow(
      "The greedy soup has not been made yet",
    );
    await expect(of({ kind: "member", member: 9 })).rejects.toThrow("There is no member 10.");
  });
});

describe("what a recipe makes", () => {
  const MLP: Architecture = { kind: "mlp", sizes: [2, 3, 2], activation: "tanh" };
  const SIZE = 17;
  const NAMES = ["m1", "m2", "m3", "start"];
  const [m1, m2, m3, start] = [1, 2, 3, 4].map((seed) =>
    Array.from({ length: SIZE }, (_, i) => Math.fround(Math.sin(seed * 7.3 + i * (seed + 1.7)))),
  ) as [number[], number[], number[], number[]];
  const all = [m1, m2, m3];
  const kitchen = { members: NAMES.slice(0, 3), start: "start", chosen: [0, 1, 2], greedy: [2, 0], seed: 7 };
  const learned = [0.2, 0.5, 0.3];
  /** Fisher information of the members. */
  const fishers = all.map((of) => of.map((w) => w * w));

  async function file(name: string, values: readonly number[]): Promise<Weights> {
    const tensors = await at.layout(MLP);
    return { name, bytes: await at.write({ metadata: {}, tensors, values: Float32Array.from(values) }) };
  }

  /** A recipe read by somebody who knows nothing of the page, and done with the files that it names. */
  async function cooked(text: string): Promise<Float32Array> {
    const options: Record<string, unknown> = {};
    const [models, weights]: [string[], number[]] = [[], []];
    let base: string | undefined;
    for (const line of text.split("\n").filter((one) => !one.startsWith("#"))) {
      const [, indent = "", name = "", value = ""] = /^( *)(?:- )?(\w+): (.+)$/.exec(line) ?? [];
      if (name === "merge_method") options.method = value;
      else if (name === "base_model") base = JSON.parse(value);
      else if (name === "model") models.push(JSON.parse(value));
      else if (name === "weight") weights.push(Number(value));
      else if (indent.length === 2) {
        const known: Record<string, string> = { lambda: "scale", random_seed: "seed" };
        options[known[name] ?? name] = name === "rescale" ? value : JSON.parse(value);
      }
    }
    const of = (name: string) => file(name, [...all, start][NAMES.indexOf(name)] ?? []);
    const informed = options.method === "fisher" ? fishers : [];
    const made = await merge(
      { ...options, weights } as unknown as MergeOptions,
      await Promise.all(models.map(of)),
      base === undefined ? undefined : await of(base),
      await Promise.all(informed.map((values, i) => file(`f${i}`, values))),
    );
    if (made.error) throw new Error(made.error.message);
    return (await at.read("made", made.file)).values;
  }

  async function merged(name: string, inputs: Inputs): Promise<number[]> {
    return (await call(name, { coefficients: Array(3).fill(1), ...inputs })).merged as number[];
  }

  function alike(found: Float32Array, wanted: readonly number[]): void {
    expect(found).toHaveLength(wanted.length);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 5);
  }

  const from = { base: start, finetuned: all, normalize: true };
  const keep = all.map((of) => of.map(() => 1));
  /** The soups as the page makes them. */
  const SOUPS: Record<string, (scale: number) => Promise<number[]>> = {
    "task-arithmetic": async (scale) =>
      start.map((w, i) => w + (scale * all.reduce((sum, of) => sum + ((of[i] ?? 0) - w), 0)) / 3),
    ties: (scale) => merged("ties_merge", { ...from, density: 0.4, scale }),
    dare: (scale) => merged("dare_merge", { ...from, keep_mask: keep, density: 1, scale }),
    "dare-ties": (scale) => merged("dare_merge", { ...from, keep_mask: keep, mode: "ties", density: 1, scale }),
  };

  test.each(Object.keys(SOUPS))("%s from the start, at any scale and from any place on the way", async (method) => {
    const density = method === "ties" ? 0.4 : 1;
    for (const scale of [-0.5, 0.3, 1, 1.7]) {
      const soup: Dish = { kind: "soup", method, scale, density };
      alike(await cooked(await recipe(soup, kitchen, at)), (await SOUPS[method]?.(scale)) ?? []);
      const back: Dish = { kind: "back", t: 2, of: { kind: "back", t: 0.25, of: soup } };
      alike(await cooked(await recipe(back, kitchen, at)), (await SOUPS[method]?.(scale * 0.5)) ?? []);
    }
  });

  const even = (...of: number[][]) => m1.map((_, i) => of.reduce((sum, one) => sum + (one[i] ?? 0), 0) / of.length);

  test("the others", async () => {
    const of = async (method: string, more = {}) =>
      cooked(await recipe({ kind: "soup", method, ...more }, { ...kitchen, learned }, at));
    alike(await of("uniform"), even(...all));
    alike(await of("greedy"), even(m1, m3));
    alike(
      await of("learned"),
      m1.map((w, i) => 0.2 * w + 0.5 * (m2[i] ?? 0) + 0.3 * (m3[i] ?? 0)),
    );
    alike(await of("fisher"), await merged("fisher_merge", { weights: all, fishers }));
    const pieces = [0, 6, 9, 15].map((first, i, starts) => [first, starts[i + 1] ?? SIZE]);
    const stock = await call("model_stock_merge", { base: start, finetuned: all, layout: pieces });
    alike(await of("model-stock"), stock.merged as number[]);
    const pair = { ...kitchen, chosen: [0, 2] };
    for (const t of [0, 0.3, 1]) {
      const { merged: wanted } = await call("slerp_merge", { w0: m1, w1: m3, t });
      const text = await recipe({ kind: "soup", method: "slerp", t }, pair, at);
      alike(await cooked(text), wanted as number[]);
    }
    const way: Dish = { kind: "back", t: 0.25, of: { kind: "soup", method: "uniform" } };
    const mean = even(...all);
    alike(
      await cooked(await recipe(way, kitchen, at)),
      start.map((w, i) => 0.75 * w + 0.25 * (mean[i] ?? 0)),
    );
  });
});
