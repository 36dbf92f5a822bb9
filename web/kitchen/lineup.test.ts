import { expect, test } from "vitest";
import { nameOf } from "./lineup.ts";

test("a mixture is written with its signs, and a place with its own", () => {
  const mix = (...weights: number[]) => nameOf({ kind: "mix", weights });
  expect(mix(0.7, 0.3)).toBe("70 % m1 + 30 % m2");
  expect(mix(1.5, 0, -0.5)).toBe("150 % m1 − 50 % m3");
  expect(mix(-0.5, 1.5)).toBe("−50 % m1 + 150 % m2");
  expect(mix(0, 0)).toBe("nothing");
  expect(mix(0.25, 0.25, 0.25, 0.25)).toBe("mixture");
  expect(nameOf({ kind: "place", through: [0, 1, 2], x: -0.5, y: 1 })).toBe("place (−0.5, 1.0)");
});
