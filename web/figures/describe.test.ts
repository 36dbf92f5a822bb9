import { expect, test } from "vitest";
import { describe } from "./describe.ts";
import type { FigureSpec, Series } from "./figure.ts";
import { calibrationError } from "./marks/reliability.ts";

const base = { id: "f", title: "Title", caption: "", sentence: "" };
const accuracy = { label: "accuracy", format: ".0%" };
const x = [-0.5, 0, 0.5, 1, 1.5];
const line = (id: string, role: Series["role"], y: number[]): Series => ({ id, role, label: id, x, y });

test("a curve is told by its ends, its turn, and what lies above", () => {
  const figure: FigureSpec = {
    ...{ ...base, kind: "curve", x: { label: "alpha" }, y: accuracy },
    series: [
      line("best member", "single", [0.928, 0.928, 0.928, 0.928, 0.928]),
      line("soup", "soup", [0.61, 0.9, 0.94, 0.93, 0.7]),
    ],
  };
  expect(describe(figure, "short")).toBe("Accuracy along alpha, from −0.5 to 1.5. Highest: soup, 94.0% at 0.5.");
  expect(describe(figure, "long")).toBe(
    "Accuracy along alpha, from −0.5 to 1.5. Highest: soup, 94.0% at 0.5. Best member: 92.8%, flat. " +
      "Soup: 61.0% to 94.0% at 0.5, then down to 70.0%. Soup is above best member from 0.5 to 1.",
  );
});

test("losses are better low, members in numbers are told together", () => {
  const members = [0.2, 0.3, 0.25, 0.4].map((end, i) => line(`m${i + 1}`, "member", [1, 0.8, 0.6, 0.5, end]));
  const figure: FigureSpec = { ...base, kind: "curve", x: { label: "step" }, y: { label: "loss" }, series: members };
  expect(describe(figure, "long")).toBe(
    "Loss along step, from −0.5 to 1.5. Lowest: m1, 0.2 at 1.5. 4 members end between 0.2 and 0.4.",
  );
});

test("dots name the best with its interval", () => {
  const figure: FigureSpec = {
    ...{ ...base, kind: "dots", y: accuracy },
    series: [
      { id: "a", role: "soup", label: "soup", x: [0], y: [0.94], lo: [0.93], hi: [0.95] },
      { id: "b", role: "single", label: "best member", x: [0], y: [0.92] },
    ],
  };
  expect(describe(figure, "long")).toBe(
    "Accuracy, highest: soup 94.0% [93.0%, 95.0%]. Soup 94.0% [93.0%, 95.0%] and best member 92.0%.",
  );
});

test("a trace counts what was accepted", () => {
  const figure: FigureSpec = {
    ...{ ...base, kind: "trace", y: accuracy },
    series: [
      {
        id: "g",
        role: "soup",
        label: "greedy soup",
        x: [1, 2, 3],
        y: [0.9, 0.89, 0.95],
        kept: [true, false, true],
        names: ["m2", "m1", "m3"],
      },
    ],
  };
  expect(describe(figure, "long")).toBe(
    "Greedy soup: 2 of 3 steps accepted, from 90.0% to 95.0%. M2 accepted at 90.0%, m1 rejected at 89.0%, and m3 accepted at 95.0%.",
  );
});

test("the calibration error weighs each bin by its rows", () => {
  const one: Series = {
    id: "s",
    role: "single",
    label: "net",
    x: [0.6, 0.9, 0.5],
    y: [0.5, 0.9, 0],
    count: [30, 10, 0],
  };
  expect(calibrationError(one)).toBeCloseTo((30 * 0.1) / 40, 12);
  const figure: FigureSpec = { ...base, kind: "reliability", series: [one] };
  expect(describe(figure, "long")).toBe(
    "Net: calibration error 7.5%. Net is surer than right in 1 of 2 bins. Where it is 90.0% sure, it is right 90.0% of the time.",
  );
});

test("a grid names its best place, a landscape its models", () => {
  const grid = { x: [0, 1], y: [0, 1], values: [0.4, 0.2, 0.3, 0.1], label: "error", palette: "sequential" as const };
  const points = [{ x: 0.9, y: 0.1, role: "soup" as const, label: "soup" }];
  const figure: FigureSpec = { ...base, kind: "landscape", x: { label: "u" }, y: { label: "v" }, grid, points };
  expect(describe(figure, "long")).toBe(
    "Error. Lowest: 0.1 at u 1, v 1; highest: 0.4 at u 0, v 0. Near the models: soup 0.2.",
  );
});

test("a matrix names what is confused most often", () => {
  const names = ["4", "9"];
  const figure: FigureSpec = {
    ...base,
    kind: "matrix",
    matrix: { rows: names, columns: names, values: [8, 2, 1, 9], of: "count" },
  };
  expect(describe(figure, "long")).toBe(
    "On the diagonal: 85.0% of 20. Most often apart: 4 with 9, 2. Then 9 with 4, 1.",
  );
});

test("distributions have medians, and what lies outside is counted", () => {
  const series: Series[] = [{ id: "m", role: "single", label: "margins", x: [], y: [1, 2, 3, 4, 50] }];
  const figure: FigureSpec = { ...base, kind: "histogram", y: { label: "margin", domain: [0, 10] }, series };
  expect(describe(figure, "long")).toBe(
    "Margin. Margins: median 3. Margins: half lie between 2 and 4, all 5 between 1 and 50. 1 value lies outside of the axis.",
  );
});

test("maps are told by their areas", () => {
  const figure: FigureSpec = {
    ...{ ...base, kind: "boundary" },
    maps: [{ label: "soup", side: 2, winner: [0, 1, 1, 1], share: [255, 255, 255, 255], accuracy: 0.94 }],
    plane: { anchors: [], rows: [], points: [[0.5, 0.5]], classes: [0], names: ["A", "B"] },
  };
  expect(describe(figure, "long")).toBe(
    "One map, 1 point. Soup is right on 94.0% of the test rows. Soup: of the area shown, B 75% and A 25%.",
  );
});
