import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as drawing from "./drawing.ts";
import { CLASSES, DOMAIN, type Point, SIZES } from "./drawing.ts";
import { given, read, written } from "./points.ts";

const coordinate = fc.double({ min: DOMAIN.low, max: DOMAIN.high, noNaN: true });
const points: fc.Arbitrary<Point[]> = fc.array(
  fc.record({ x: coordinate, y: coordinate, label: fc.nat(CLASSES.length - 1) }),
  { maxLength: 300 },
);
/** Numbers that begin again after four. */
function random(): () => number {
  let i = 0;
  return () => [0.1, 0.7, 0.4, 0.9][i++ % 4] ?? 0;
}

describe("a drawing", () => {
  test("goes back and forward, fifty steps deep", () => {
    let it = drawing.begun();
    for (let i = 0; i < 60; i++) it = drawing.changed(it, drawing.added(it.points, { x: i / 30, y: 0 }, i % 4));
    expect(it.points).toHaveLength(60);
    for (let i = 0; i < 80; i++) it = drawing.undone(it);
    expect(it.points).toHaveLength(10);
    for (let i = 0; i < 80; i++) it = drawing.redone(it);
    expect(it.points).toHaveLength(60);
  });

  test("a stroke is one step, however long", () => {
    let it = drawing.changed(drawing.begun(), drawing.added([], { x: 0, y: 0 }, 0));
    for (let i = 0; i < 9; i++) it = drawing.changed(it, drawing.added(it.points, { x: 0, y: i / 9 }, 1), true);
    expect(drawing.undone(it).points).toEqual([]);
  });

  test("what was undone is gone once something else is done", () => {
    const one = drawing.changed(drawing.begun(), drawing.added([], { x: 0, y: 0 }, 0));
    const other = drawing.changed(drawing.undone(one), drawing.added([], { x: 1, y: 1 }, 1));
    expect(drawing.redone(other)).toBe(other);
  });

  test("every tool stays in the square and within the limit", () => {
    fc.assert(
      fc.property(points, fc.double({ min: -9, max: 9, noNaN: true }), (before, far) => {
        const place = { x: far, y: -far };
        const after = [
          drawing.added(before, place, 2),
          drawing.sprayed(before, place, 1, { n: 30, noise: 1 }, Math.random),
          drawing.alike(before, 20, 0.5, Math.random),
          drawing.moved(before, 0, place),
          drawing.erased(before, place, 0.2),
        ];
        for (const some of after) {
          expect(some.length).toBeLessThanOrEqual(SIZES.most);
          for (const { x, y } of some) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(DOMAIN.high);
        }
      }),
    );
  });

  test("a full board takes no more", () => {
    const full = Array.from({ length: SIZES.most }, () => ({ x: 0, y: 0, label: 0 }));
    expect(drawing.added(full, { x: 1, y: 1 }, 1)).toBe(full);
    expect(drawing.sprayed(full, { x: 1, y: 1 }, 1, { n: 3, noise: 1 }, random())).toBe(full);
    expect(drawing.begun([...full, ...full]).points).toHaveLength(SIZES.most);
  });

  test("the nearest point is found within reach, and erased alone or by a circle", () => {
    const three = [0, 0.1, 1].map((x) => ({ x, y: 0, label: 0 }));
    expect(drawing.nearest(three, { x: 0.08, y: 0 }, 0.2)).toBe(1);
    expect(drawing.nearest(three, { x: -2, y: 0 }, 0.2)).toBe(-1);
    expect(drawing.without(three, 1)).toHaveLength(2);
    expect(drawing.without(three, 5)).toBe(three);
    expect(drawing.erased(three, { x: 0, y: 0 }, 0.2)).toEqual([three[2]]);
    expect(drawing.erased(three, { x: -2, y: 0 }, 0.2)).toBe(three);
  });

  test("says what it lacks", () => {
    const some = (n: number, labels: number) =>
      Array.from({ length: n }, (_, i) => ({ x: i / 20, y: 0, label: i % labels }));
    expect(drawing.lacking([])?.sentence).toBe("Click, or press Enter, to add a point. Two classes are needed.");
    expect(drawing.lacking(some(3, 1))?.sentence).toBe("3 points of class A. Two classes are needed.");
    expect(drawing.lacking(some(12, 2))).toEqual({
      sentence: "12 points, at least 20 needed to hold out a test set.",
      offer: "alike",
    });
    expect(drawing.lacking(some(20, 3))).toBeUndefined();
  });

  test("more like these keeps the classes in balance and near", () => {
    const two = [
      { x: -1, y: 0, label: 0 },
      { x: 1, y: 0, label: 3 },
    ];
    const more = drawing.alike(two, 20, 0.3, random());
    expect(more.filter(({ label }) => label === 3)).toHaveLength(11);
    for (const { x, y, label } of more) expect(Math.hypot(x - (label ? 1 : -1), y)).toBeLessThanOrEqual(0.3);
    expect(drawing.alike([], 20, 0.3, random())).toEqual([]);
  });
});

describe("the block of a link", () => {
  test("gives back every point to the nearest 1/1024, and itself again", async () => {
    await fc.assert(
      fc.asyncProperty(points, async (points) => {
        const block = await written(points);
        expect(block).toMatch(/^[\w-]*$/);
        const back = (await read(block)) as Point[];
        expect(back.map(({ label }) => label)).toEqual(points.map(({ label }) => label));
        const half = (DOMAIN.high - DOMAIN.low) / 2048 + 1e-12;
        back.forEach(({ x, y }, i) => {
          expect(Math.max(Math.abs(x - (points[i]?.x ?? 0)), Math.abs(y - (points[i]?.y ?? 0)))).toBeLessThanOrEqual(
            half,
          );
        });
        expect(await written(back)).toBe(block);
      }),
    );
  });

  test("anything else is one sentence", async () => {
    await fc.assert(fc.asyncProperty(fc.string(), async (text) => void (await read(text))));
    expect(await read("%%%")).toBe("The drawn points of this link cannot be read.");
    expect(await read("AAAA")).toBe("The drawn points of this link cannot be read.");
    const many = Array.from({ length: SIZES.most + 1 }, () => ({ x: 0, y: 0, label: 0 }));
    expect(await read(await written(many))).toBe(`The link holds more than ${SIZES.most} points.`);
  });

  test("a drawing of two hundred points fits a link", async () => {
    const cloud = drawing.sprayed([], { x: 0, y: 0 }, 1, { n: 200, noise: 2 }, Math.random);
    expect((await written(cloud)).length).toBeLessThan(850);
  });
});

test("points become rows with the classes up to the last that was used", () => {
  const rows = given([
    { x: 1, y: -2, label: 2 },
    { x: 0.5, y: 0, label: 0 },
  ]);
  expect(rows).toMatchObject({ shape: [2], classes: ["A", "B", "C"], columns: ["x", "y"] });
  expect([...rows.x]).toEqual([1, -2, 0.5, 0]);
  expect([...rows.y]).toEqual([2, 0]);
});
