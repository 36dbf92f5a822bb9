import { expect, test } from "vitest";
import { counts, quantile } from "./distribution.ts";

test("quantiles lie between the nearest values", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect([0, 0.25, 1].map((share) => quantile([10, 0, 20, 30, 40], share))).toEqual([0, 10, 40]);
  expect(quantile([], 0.5)).toBeUndefined();
});

test("values are counted between edges, the last one inside", () => {
  expect(counts([0, 0.5, 1, 1.5, 2, 2.1, -1], [0, 1, 2])).toEqual([2, 3]);
});
