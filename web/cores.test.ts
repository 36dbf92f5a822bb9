import { expect, test } from "vitest";
import { workersFor } from "./cores.ts";

test("one core is left to the page, no worker is idle, and there are at most four", () => {
  expect([workersFor(8, 1), workersFor(8, 2), workersFor(8, 16), workersFor(2, 16)]).toEqual([1, 1, 4, 2]);
});
