import fc from "fast-check";
import { expect, test } from "vitest";
import type { Theme } from "../theme.ts";
import type { Decisions } from "../wire.ts";
import { borders } from "./border.ts";
import { pixels, tintOf } from "./paint.ts";
import { places } from "./region.ts";
import { spread } from "./spread.ts";

/** A map whose left part is class 0 and whose right part is class 1. */
function halves(side: number, at: number): Decisions {
  const winner = Uint8Array.from({ length: side * side }, (_, i) => (i % side < at ? 0 : 1));
  return { side, winner, share: new Uint8Array(side * side).fill(230) };
}

test("the border of two halves is one straight line between them", () => {
  const lines = borders(halves(16, 5));
  expect(lines).toHaveLength(1);
  for (const [x] of lines[0] ?? []) expect(x).toBeCloseTo(5 / 16, 6);
  expect(borders(halves(16, 0))).toEqual([]);
});

test("with three classes each has its border, none along the edge", () => {
  const map = halves(16, 8);
  map.winner.fill(2, 0, 64);
  const lines = borders(map);
  expect(lines.length).toBeGreaterThanOrEqual(3);
  const outside = lines.flat().filter(([x, y]) => Math.min(x, y, 1 - x, 1 - y) < -0.5 / 16 - 1e-9);
  expect(outside).toEqual([]);
});

test("a name stands in the middle of its region", () => {
  const [left, right] = places(halves(32, 16), 0.1);
  expect(left).toMatchObject({ winner: 0 });
  expect(left?.x).toBeCloseTo(0.25, 1);
  expect(right?.x).toBeCloseTo(0.75, 1);
  expect(places(halves(32, 1), 0.1)).toHaveLength(1);
});

test("certainty goes from the middle tint to the winner's own", () => {
  const theme: Theme = {
    ink: "#000000",
    surface: "#ffffff",
    middle: "#808080",
    other: "#111111",
    classes: [],
    tints: ["#ff0000", "#00ff00"],
  };
  const map = { side: 2, winner: Uint8Array.of(0, 1, 0, 7), share: Uint8Array.of(255, 255, 127, 255) };
  const out = pixels(map, 2, theme, tintOf([0, 1]));
  expect([...out.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
  expect([...out.subarray(4, 8)]).toEqual([0, 255, 0, 255]);
  expect([...out.subarray(8, 12)]).toEqual([128, 128, 128, 255]);
  expect([...out.subarray(12, 16)]).toEqual([17, 17, 17, 255]);
});

test("labels keep their order and their distance", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 8 }), (wanted) => {
      const found = spread(wanted, 15, 0, 200);
      const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
      order.slice(1).forEach((i, k) => {
        expect((found[i] ?? 0) - (found[order[k] ?? 0] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9);
      });
    }),
  );
  expect(spread([10, 100], 15, 0, 200)).toEqual([10, 100]);
});
