import fc from "fast-check";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { domainOf, scaleOf, shares, ticksOf } from "./axis.ts";
import { bitmap } from "./bitmap.ts";
import { cursorOf, moved, pointed, targetAt } from "./cursor.ts";
import type { FigureSpec } from "./figure.ts";
import type { Target } from "./frame.ts";
import { sorted } from "./listing.ts";
import { MARKS } from "./marks/all.ts";
import { CIVIDIS, mixed } from "./palette.ts";
import { LENGTH, voices } from "./sound.ts";

const target = (series: number, index: number, x: number, y: number): Target => ({
  series,
  index,
  x,
  y,
  words: () => "",
});
/** Two lines of 25 and 3 points. */
const targets = [
  ...Array.from({ length: 25 }, (_, i) => target(0, i, i * 10, 50)),
  ...[0, 120, 240].map((x, i) => target(1, i, x, 90)),
];
const walk = (...keys: string[]) =>
  keys.reduce<ReturnType<typeof moved>>((cursor, key) => moved(targets, cursor, key) ?? cursor, undefined);

test("keys walk through points and series, and stop at the ends", () => {
  expect(walk("ArrowRight")).toMatchObject({ series: 0, index: 0 });
  expect(walk("ArrowRight", "ArrowRight", "ArrowRight")).toMatchObject({ index: 2 });
  expect(walk("ArrowRight", "ArrowLeft")).toMatchObject({ index: 0 });
  expect(walk("Home", "PageDown")).toMatchObject({ index: 10 });
  expect(walk("End", "PageUp")).toMatchObject({ index: 14 });
  expect(walk("End", "ArrowRight")).toMatchObject({ index: 24 });
  expect(walk("Home", "PageDown", "ArrowDown")).toMatchObject({ series: 1, index: 1 });
  expect(walk("End", "ArrowDown", "ArrowUp")).toMatchObject({ series: 0, index: 24 });
  expect(walk("ArrowUp", "ArrowUp")).toMatchObject({ series: 0 });
  expect(moved(targets, undefined, "x")).toBeUndefined();
  expect(moved([], undefined, "ArrowRight")).toBeUndefined();
});

test("the pointer means the nearest point: along lines by x, else within reach", () => {
  expect(pointed(targets, 122, 88, true)).toMatchObject({ series: 1, index: 1 });
  expect(pointed(targets, 41, 0, true)).toMatchObject({ series: 0, index: 4 });
  expect(pointed(targets, 41, 0, false)).toBeUndefined();
  expect(targetAt(targets, cursorOf(targets[3]))).toBe(targets[3]);
});

test("an axis has at most five ticks, all inside, whatever its range", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 9 }), (a, b, most) => {
      fc.pre(Math.abs(a - b) > 1e-3);
      const domain = domainOf({ label: "" }, [a, b]);
      const ticks = ticksOf(undefined, scaleOf(undefined, domain, [0, 300]), most);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(5);
      for (const one of ticks) expect(one >= domain[0] - 1e-9 && one <= domain[1] + 1e-9).toBe(true);
    }),
  );
});

test("an axis of whole numbers has each once", () => {
  const axis = { label: "members", format: "d" };
  const ticks = (values: number[]) => ticksOf(axis, scaleOf(axis, domainOf(axis, values), [0, 300]));
  expect([ticks([1]), ticks([1, 2]), ticks([1, 3])]).toEqual([[1], [1, 2], [1, 2, 3]]);
});

test("an axis of shares begins at chance or at a round number below the data, and grows only", () => {
  expect(shares(0.97)).toEqual([0.9, 1]);
  expect(shares(0.42)).toEqual([0.4, 1]);
  expect(shares(0.4)).toEqual([0.3, 1]);
  expect(shares(0.52, 0.5)).toEqual([0.5, 1]);
  expect(shares(0.45, 0.5)).toEqual([0.4, 1]);
  const axis = { label: "accuracy", format: ".0%" };
  expect(domainOf(axis, [0.95, 0.96], [0.5, 1])).toEqual([0.5, 1]);
  expect(domainOf(axis, [0.42], [0.5, 1])).toEqual([0.4, 1]);
});

test("more than three bands: only that of the focused series", () => {
  const one = (id: string) => ({ id, role: "soup" as const, label: id, x: [0, 1], y: [1, 2], lo: [0, 1], hi: [2, 3] });
  const figure: FigureSpec = {
    id: "f",
    kind: "curve",
    title: "",
    caption: "",
    sentence: "",
    series: ["a", "b", "c", "d"].map(one),
  };
  const bands = (spec: FigureSpec, focus?: number) =>
    MARKS.curve.draw(spec, { width: 400, height: 240, focus }).shapes.filter(({ set }) => set.class === "band").length;
  expect(bands(figure)).toBe(0);
  expect(bands(figure, 2)).toBe(1);
  expect(bands({ ...figure, series: (figure.series ?? []).slice(1) })).toBe(3);
});

test("a line is heard from 220 to 880 hertz in three seconds, with silence in its gaps", () => {
  const series = [{ id: "s", role: "soup" as const, label: "s", x: [0, 5, 10], y: [1, Number.NaN, 3] }];
  const [voice] = voices({ id: "f", kind: "curve", title: "", caption: "", sentence: "", series });
  expect(voice?.side).toBe(0);
  expect(voice?.notes.map(({ at }) => at)).toEqual([0, LENGTH / 2, LENGTH]);
  expect(voice?.notes[0]?.pitch).toBeCloseTo(220, 9);
  expect(voice?.notes[1]?.pitch).toBeUndefined();
  expect(voice?.notes[2]?.pitch).toBeCloseTo(880, 9);
});

test("rows are sorted by size and by the alphabet, what is missing last", () => {
  const rows = [
    ["b", 10],
    ["a", null],
    ["c", 9],
  ];
  expect(sorted(rows, { column: 1, isRising: true }).map(([name]) => name)).toEqual(["c", "b", "a"]);
  expect(sorted(rows, { column: 1, isRising: false }).map(([name]) => name)).toEqual(["b", "c", "a"]);
  expect(sorted(rows, { column: 0, isRising: true }).map(([name]) => name)).toEqual(["a", "b", "c"]);
});

test("cividis goes from dark blue to yellow, and grows lighter all the way", () => {
  const light = CIVIDIS.map((colour) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
  expect(CIVIDIS).toHaveLength(256);
  light.slice(1).forEach((value, i) => void expect(value).toBeGreaterThanOrEqual((light[i] ?? 0) - 0.9));
  expect(light.at(-1)).toBeGreaterThan(4 * (light[0] ?? 0));
});

test("tokens and mixtures are resolved for files", () => {
  const tokens = new Map([
    ["a", "#000000"],
    ["b", "#ffffff"],
  ]);
  expect(mixed('fill="var(--sp-a)"', tokens)).toBe('fill="#000000"');
  expect(mixed("color-mix(in srgb, var(--sp-a) 25%, var(--sp-b))", tokens)).toBe("rgb(191, 191, 191)");
});

test("a picture is a PNG file, its rows from above", () => {
  const bytes = Uint8Array.from(atob(bitmap(1, 2, ["#ff0000", "rgb(0, 0, 255)"]).split(",")[1] ?? ""), (c) =>
    c.charCodeAt(0),
  );
  const { width, height, channels, data } = decode(bytes);
  expect([width, height, channels, [...data]]).toEqual([1, 2, 3, [255, 0, 0, 0, 0, 255]]);
});
