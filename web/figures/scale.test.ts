import fc from "fast-check";
import { expect, test } from "vitest";
import { linear, logarithmic, nice, ticks } from "./scale.ts";

test("a scale leads to pixels and back, and holds what lies outside at its ends", () => {
  const down = linear([0, 10], [200, 0]);
  expect([-5, 0, 2.5, 10, 12].map(down)).toEqual([200, 200, 150, 0, 0]);
  expect([200, 150, 0].map(down.invert)).toEqual([0, 2.5, 10]);
  const through = linear([0, 1, 4], [0, 100, 130]);
  expect([0.5, 2.5].map(through)).toEqual([50, 115]);
  expect([50, 115].map(through.invert)).toEqual([0.5, 2.5]);
  const log = logarithmic([0.1, 1000], [0, 400]);
  expect([0.01, 0.1, 1, 10, 1000].map((value) => Math.round(log(value)))).toEqual([0, 0, 100, 200, 400]);
  expect(log.invert(300)).toBeCloseTo(100, 9);
});

test("ticks are round values inside the range", () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(0.12, 0.47, 4)).toEqual([0.2, 0.3, 0.4]);
  expect(ticks(-30, 170, 4)).toEqual([0, 50, 100, 150]);
  expect(logarithmic([0.5, 300], [0, 1]).ticks(4)).toEqual(
    [0.5, 0.6, 0.7, 0.8, 0.9].concat([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300]),
  );
  expect(logarithmic([1e-6, 1e6], [0, 1]).ticks(4)).toEqual([1e-6, 1e-4, 1e-2, 1, 100, 1e4, 1e6]);
});

test("a nice range holds what it is made of", () => {
  expect(nice([0.13, 0.94], 5)).toEqual([0, 1]);
  expect(nice([-7, 212], 5)).toEqual([-50, 250]);
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      fc.pre(Math.abs(a - b) > 1e-3);
      const [low, high] = nice([Math.min(a, b), Math.max(a, b)], 5);
      expect(low).toBeLessThanOrEqual(Math.min(a, b) + 1e-9);
      expect(high).toBeGreaterThanOrEqual(Math.max(a, b) - 1e-9);
    }),
  );
});
