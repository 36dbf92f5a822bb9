import { expect, test } from "vitest";
import { compared } from "./comparison.ts";

const columns = ["model", "accuracy", "± (95 %)", "less best", "± (95 %) ", "passes"].map((label) => ({ label }));
const table = {
  columns,
  rows: [
    ["soup", 0.9, 0.01, 0.1, 0.02, 1],
    ["ensemble", 0.95, 0.01, 0.2, 0.02, 8],
  ],
};
const pinned = { columns, rows: [["soup", 0.8, 0.02, 0, 0.01, 1]] };
const here = { seed: 7, seeds: 3 };

test("behind the interval of a measure stands what was pinned, and the difference over the same seeds", () => {
  const { columns, rows } = compared(table, here, [{ name: "P1", table: pinned, ...here }]);
  expect(columns.map(({ label }) => label)).toEqual([
    ...["model", "accuracy", "± (95 %)", "accuracy, P1", "accuracy, less P1"],
    ...["less best", "± (95 %) ", "passes"],
  ]);
  expect(rows.map((row) => row.slice(3, 5))).toEqual([
    [0.8, 0.1],
    [null, null],
  ]);
  for (const row of rows) expect(row).toHaveLength(columns.length);
});

test("what is compared stands first", () => {
  const sized = ["model", "passes", "accuracy", "± (95 %)"].map((label) => ({ label }));
  const last = { columns: sized, rows: [["soup", 1, 0.9, 0.01]] };
  const { columns, rows } = compared(last, here, [{ name: "P1", table: pinned, ...here }]);
  const names = ["model", "accuracy", "± (95 %)", "accuracy, P1", "accuracy, less P1", "passes"];
  expect(columns.map(({ label }) => label)).toEqual(names);
  expect(rows).toEqual([["soup", 0.9, 0.01, 0.8, 0.1, 1]]);
});

test("over other seeds there is no difference", () => {
  const others = [
    { name: "P1", table: pinned, seed: 8, seeds: 3 },
    { name: "P2", table: pinned, seed: 7, seeds: 5 },
  ];
  const labels = compared(table, here, others).columns.map(({ label }) => label);
  expect(labels.filter((label) => /P\d/.test(label))).toEqual(["accuracy, P1", "accuracy, P2"]);
});

test("where no measure has an interval the first number is compared; without pins nothing is added", () => {
  const plain = { columns: [{ label: "model" }, { label: "size" }], rows: [["a", 3]] };
  const { columns, rows } = compared(plain, here, [{ name: "P3", table: plain, ...here }]);
  expect(columns.map(({ label }) => label)).toEqual(["model", "size", "size, P3", "size, less P3"]);
  expect(rows).toEqual([["a", 3, 3, 0]]);
  expect(compared(table, here, [])).toEqual(table);
});
