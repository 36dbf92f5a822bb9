import fc from "fast-check";
import { expect, test } from "vitest";
import { RECIPES, specOf } from "./recipe.ts";
import { DEFAULTS, EXECUTORS, MAX_SEED, parse, type Settings, SPEEDS, write } from "./settings.ts";

const settings: fc.Arbitrary<Settings> = fc.record(
  {
    data: fc.constantFrom(...RECIPES.map(({ id }) => id)),
    executor: fc.constantFrom(...EXECUTORS),
    seed: fc.integer({ min: 0, max: MAX_SEED }),
    shared: fc.boolean(),
    members: fc.integer({ min: 2, max: 16 }),
    speed: fc.constantFrom(...SPEEDS),
    lr: fc.double({ min: 1e-5, max: 10, noNaN: true }),
    steps: fc.integer({ min: 1, max: 100_000 }),
  },
  { requiredKeys: ["data", "executor", "seed", "shared", "members", "speed"] },
);

test("a link says what was set", () => {
  fc.assert(
    fc.property(settings, (one) => {
      expect(parse(write(one))).toEqual(one);
    }),
  );
});

test("any text is a link, and writing it again changes nothing more", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const first = write(parse(text));
      expect(write(parse(first))).toBe(first);
    }),
  );
});

test("what is not a setting is kept, and defaults are not written", () => {
  expect(write(DEFAULTS, "?build=simd&seed=9")).toBe("?build=simd");
  expect(parse("?seed=-4&members=99&data=nothing&speed=3")).toEqual({ ...DEFAULTS, seed: 0, members: 16 });
});

test("the run that was measured elsewhere is the one for MNIST", () => {
  const spec = specOf({ ...DEFAULTS, data: "mnist-14", shared: false });
  expect(spec).toMatchObject({ lr: 2e-3, steps: 800, batch: 128, sharedSteps: 0, optimiser: "adam" });
  expect(spec.model).toEqual({ kind: "mlp", hidden: [64, 64], activation: "relu" });
});
