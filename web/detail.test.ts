import { expect, test } from "vitest";
import { Detail } from "./detail.ts";

test("maps are as fine as asked for until one has been timed, and then as there is time", () => {
  const detail = new Detail();
  expect([detail.side(96, 8, 100), detail.side(32, 1, 100)]).toEqual([96, 32]);
  detail.took(64, 8, 4096 * 8 * 0.1);
  expect(detail.side(96, 8, 1500)).toBe(32);
  expect(detail.side(96, 1, 1500)).toBe(96);
  expect(detail.side(24, 8, 1500)).toBe(24);
  expect(detail.side(96, 64, 100)).toBe(12);
});

test("what else the machine does meanwhile makes no map coarse for long", () => {
  const detail = new Detail(0.05);
  expect(detail.side(96, 8, 1000)).toBe(48);
  for (const each of [0.4, 0.01, 0.4]) detail.took(32, 8, 1024 * 8 * each);
  expect(detail.side(96, 8, 1000)).toBe(96);
});
