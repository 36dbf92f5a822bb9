import { expect, test } from "vitest";
import { recipe } from "../recipe.ts";
import type { Score } from "../wire.ts";
import { best, lineWords, mapWords, measured, shiftWords } from "./words.ts";

const score = (accuracy: number): Score => ({ accuracy, loss: 1 - accuracy });
const standing = { members: [score(0.9), score(0.95), score(0.2)], ensemble: score(0.96), soup: score(0.94) };
const moons = recipe("moons");

test("the measured sentence names every number and how sure it is", () => {
  expect(measured(600, standing, [0, 0, 0], moons)).toBe(
    "Step 600. Soup 94.0%, ensemble 96.0%, best member 95.0% (m2), members’ mean 68.3%, on 400 test points, one seed. " +
      "The choice of test points alone can move each number by ±2.1 points.",
  );
});

test("diverged members are left out, and it is said", () => {
  expect(best(standing, [0, 13, 0])?.member).toBe(0);
  expect(measured(20, standing, [0, 0, 5], moons)).toMatch(/mean 92\.5%.*One member diverged and are left out\.$/);
  expect(measured(20, standing, [1, 1, 1], moons)).toMatch(/learning rate is too large/);
});

test("a barrier is named where there is one", () => {
  expect(lineWords(0, 1, [score(0.9), score(0.5), score(0.92)])).toBe(
    "From m1, 90.0%, to m2, 92.0%; half way 50.0%. In between it falls to 50.0%: a barrier.",
  );
  expect(lineWords(0, 1, [score(0.9), score(0.91), score(0.92)])).toMatch(/no barrier\.$/);
});

test("a shift is told by its ends", () => {
  const later = { ...standing, ensemble: score(0.5), soup: score(0.4) };
  expect(shiftWords(1200, "rotation", [standing, later])).toBe(
    "Step 1,200, under rotation of severity 0 to 1: soup 94.0% to 40.0%, ensemble 96.0% to 50.0%.",
  );
});

test("a map is told by its areas", () => {
  const map = { side: 2, winner: Uint8Array.of(0, 1, 1, 1), share: new Uint8Array(4) };
  expect(mapWords("the soup", map, moons, score(0.94))).toBe(
    "Decisions of the soup: of the area shown, B 75 %, A 25 %. Right on 94.0% of the test points.",
  );
});
