// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DrawElement, PointsChange } from "./draw.ts";
import "./draw.ts";
import type { Point } from "./drawing.ts";

let it: DrawElement;
let told: (readonly Point[])[];

beforeEach(async () => {
  it = document.createElement("sp-draw") as DrawElement;
  told = [];
  it.addEventListener("points-change", (event) => told.push((event as PointsChange).detail.points));
  document.body.append(it);
  await it.updateComplete;
});

afterEach(() => it.remove());

/** What stands in a part of the element. */
function text(selector: string): string {
  return (it.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** Presses keys on the board, one after another. */
async function press(...keys: (string | KeyboardEventInit)[]): Promise<void> {
  for (const key of keys) {
    const init = typeof key === "string" ? { key } : key;
    it.querySelector(".board")?.dispatchEvent(
      new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true }),
    );
    await it.updateComplete;
  }
}

async function click(name: string): Promise<void> {
  [...it.querySelectorAll("button")].find((button) => button.textContent?.includes(name))?.click();
  await it.updateComplete;
}

test("keys move the cursor, add, choose the class and delete; each is said", async () => {
  expect(text(".empty")).toBe("Click, or press Enter, to add a point. Two classes are needed.");
  await press("ArrowRight", "ArrowRight", { key: "ArrowUp", shiftKey: true });
  expect(text(".told")).toBe("x 0.20, y 0.02.");
  await press("Enter");
  expect(it.points).toEqual([{ x: 0.2, y: 0.02, label: 0 }]);
  expect(text(".told")).toBe("A at x 0.20, y 0.02. 1 point.");
  expect(text(".lack")).toBe("1 point of class A. Two classes are needed.");
  await press("3", "ArrowLeft", "Enter");
  expect(it.points[1]).toEqual({ x: 0.1, y: 0.02, label: 2 });
  expect(text(".lack")).toContain("2 points, at least 20 needed to hold out a test set.");
  await press("Delete");
  expect(text(".told")).toBe("C at x 0.10, y 0.02 deleted. 1 point.");
  expect(told.map((points) => points.length)).toEqual([1, 2, 1]);
});

test("steps go back and forward by key and by button", async () => {
  await press("Enter", "2", "ArrowUp", "Enter", { key: "z", ctrlKey: true });
  expect(it.points).toHaveLength(1);
  await press({ key: "Z", ctrlKey: true, shiftKey: true });
  expect(it.points).toHaveLength(2);
  await click("Undo");
  await click("Undo");
  expect(it.points).toEqual([]);
  await click("Redo");
  expect(text(".told")).toBe("Redone. 1 point.");
  await click("Clear");
  expect(text(".told")).toBe("The board is empty. 0 points.");
});

test("twenty like these are offered until there are enough", async () => {
  await press("Enter", "2", "ArrowUp", "Enter");
  await click("Add 20 like these");
  expect(it.points).toHaveLength(22);
  expect(it.querySelector(".lack")).toBeNull();
  await click("Undo");
  expect(it.points).toHaveLength(2);
});

test("points from outside begin anew, and the same points change nothing", async () => {
  await press("Enter");
  it.points = it.points.map((point) => ({ ...point }));
  it.undo();
  expect(it.points).toEqual([]);
  it.points = [{ x: 9, y: 0, label: 1 }];
  await it.updateComplete;
  expect(it.points).toEqual([{ x: 3, y: 0, label: 1 }]);
  it.undo();
  expect(it.points).toHaveLength(1);
  expect(it.querySelectorAll(".class-b path.points[d^=M]")).toHaveLength(1);
});

test("other keys are left to the page", async () => {
  const left = new KeyboardEvent("keydown", { key: "k", bubbles: true, cancelable: true });
  it.querySelector(".board")?.dispatchEvent(left);
  expect(left.defaultPrevented).toBe(false);
});

test("an empty board offers an example, and it can be taken back", async () => {
  it.example = { name: "two moons", points: [{ x: 1, y: 2, label: 1 }] };
  await it.updateComplete;
  await click("Use two moons");
  expect(it.points).toEqual([{ x: 1, y: 2, label: 1 }]);
  expect(told).toHaveLength(1);
  await click("Undo");
  expect(it.points).toEqual([]);
});

test("points given before the element is known are taken over", async () => {
  const late = document.createElement("sp-draw") as DrawElement;
  const given = [{ x: 0, y: 0, label: 0 }] as const;
  class Late extends (customElements.get("sp-draw") as CustomElementConstructor) {}
  const early = document.createElement("sp-late") as DrawElement;
  early.points = given as never;
  document.body.append(early);
  customElements.define("sp-late", Late);
  expect(early.points).toHaveLength(1);
  early.points = [];
  expect(early.points).toEqual(late.points);
  early.remove();
});
