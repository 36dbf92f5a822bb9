import fc from "fast-check";
import { expect, test } from "vitest";
import { marks, Timeline } from "./timeline.ts";
import type { Weights } from "./wire.ts";

const weights = (step: number): Weights => ({ step, theta: new Float32Array(1), diverged: new Uint32Array(1) });

test("checkpoints rise from the first step to the last, within their number and memory", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 1e8 }), (steps, bytes) => {
      const all = marks(steps, bytes);
      expect(all[0]).toBe(0);
      expect(all.at(-1)).toBe(steps);
      expect(all.every((step, i) => i === 0 || step > (all[i - 1] ?? 0))).toBe(true);
      expect(all.length).toBeLessThanOrEqual(64);
      if (all.length > 2) expect(all.length * bytes).toBeLessThanOrEqual(16 * 2 ** 20);
    }),
  );
  expect(marks(600, 40_000).length).toBeGreaterThan(40);
});

test("what is kept again forgets what came after", () => {
  const timeline = new Timeline();
  for (const step of [0, 10, 20, 30]) timeline.keep(weights(step));
  expect(timeline.at(25)?.step).toBe(20);
  expect(timeline.before(20)?.step).toBe(10);
  timeline.keep(weights(15));
  expect(timeline.steps).toEqual([0, 10, 15]);
});
