import { expect, test } from "vitest";
import type { Measure } from "../../wire.ts";
import { barrier } from "./line.ts";

const at = (accuracy: number): Measure => ({
  ...{ accuracy, low: accuracy - 0.04, high: accuracy + 0.03 },
  ...{ nll: 0, brier: 0, ece: 0, passes: 1, parameters: 9 },
});

test("a barrier is said with its interval, and is one only where that lies below both ends", () => {
  const words = (least: number) => barrier([at(0.9), at(least), at(0.85)], 0.85).replaceAll("\u00a0", " ");
  expect(words(0.7)).toBe("In between the soup falls to 70.0 % [66.0, 73.0]: a barrier.");
  expect(words(0.83)).toMatch(/^In between the soup falls to 83\.0 % \[79\.0, 86\.0\], not clearly below its ends/);
  expect(words(0.847)).toBe("In between the soup never falls more than half a point below its ends: no barrier.");
});
