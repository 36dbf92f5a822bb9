import { expect, test } from "vitest";
import { contour } from "./contour.ts";
import { areaOf, classMarker, linkOf, markerOf, pathOf, stepsOf } from "./path.ts";

test("lines have gaps where a place is missing; a place alone is a dot", () => {
  expect(
    pathOf([
      [0, 1],
      [2.04, 3.06],
    ]),
  ).toBe("M0,1L2,3.1");
  expect(
    pathOf([
      [0, 1],
      [1, Number.NaN],
      [2, 3],
      [4, 5],
    ]),
  ).toBe("M0,1ZM2,3L4,5");
  expect(pathOf([])).toBe("");
  expect(
    stepsOf([
      [0, 1],
      [2, 3],
      [4, 3],
    ]),
  ).toBe("M0,1L2,1L2,3L4,3L4,3");
  expect(
    areaOf([
      [0, 1, 5],
      [2, 2, 6],
      [3, Number.NaN, 7],
    ]),
  ).toBe("M0,5L2,6L2,2L0,1Z");
});

test("links leave and arrive level or upright", () => {
  expect(linkOf([0, 0], [10, 4], false)).toBe("M0,0C5,0,5,4,10,4");
  expect(linkOf([0, 0], [10, 4], true)).toBe("M0,0C0,2,10,2,10,4");
});

test("markers have the area that is asked for", () => {
  expect(markerOf("square", 64)).toBe("M-4,-4h8v8h-8Z");
  expect(markerOf("circle", Math.PI * 4)).toBe("M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0");
  expect(classMarker(4, 10)).toBe(classMarker(0, 10));
});

test("a contour goes around what is above the level, and is closed", () => {
  const [ring, ...others] = contour([0, 0, 0, 0, 1, 0, 0, 0, 0], 3, 3, 0.5);
  expect(others).toEqual([]);
  expect(ring?.[0]).toEqual(ring?.at(-1));
  expect(new Set(ring?.map(String))).toEqual(new Set(["1.5,1", "1,1.5", "1.5,2", "2,1.5"]));
  expect(contour([1, 0, 0, 1], 2, 2, 0.5)).toHaveLength(2);
  expect(contour([0, 0, 0, 0], 2, 2, 0.5)).toEqual([]);
});
