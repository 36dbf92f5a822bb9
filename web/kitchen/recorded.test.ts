import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEFAULTS } from "./manifest.ts";
import { runOf } from "./order.ts";

test("what was recorded is the run that the page opens with: `cargo xtask bake kitchen` makes it anew", () => {
  const spec = JSON.parse(readFileSync("web/data/kitchen.json", "utf8"));
  expect(spec).toEqual(runOf(DEFAULTS));
  const numbers = readFileSync("web/data/kitchen.f32").byteLength / 4;
  expect(numbers % (spec.members + 1)).toBe(0);
  expect(numbers / (spec.members + 1)).toBe(2 * 32 + 32 + 32 * 32 + 32 + 32 * 2 + 2);
});
