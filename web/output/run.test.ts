// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from "vitest";
import { fileName, hand } from "./download.ts";
import { json, latex, markdown, type Results } from "./results.ts";
import { CARRIED, parsed, read, type SavedRun, written } from "./run.ts";

const given = {
  name: "leaves.csv",
  x: Float32Array.of(0.1, -2, 3, 1e-9),
  y: Uint32Array.of(0, 1),
  shape: [2],
  classes: ["oak", "beech"],
  columns: ["long", "wide"],
  standardise: true,
};
const run: SavedRun = { page: "kitchen", state: { seed: 7, lr: { low: 0.01, high: 0.1 } }, pins: [{ seed: 8 }] };

describe("a run in a file", () => {
  test("comes back as it was, with each kind of data", async () => {
    const drawn = { kind: "drawn" as const, points: [{ x: 0.5, y: -1, label: 3 }] };
    for (const data of [undefined, drawn, { kind: "given" as const, given }]) {
      const whole = data ? { ...run, data } : run;
      expect(await read(new File([written(whole)], "it.soupcon.json"))).toEqual(whole);
    }
  });

  test("rows that are too many stay outside and keep their name", () => {
    const many = { ...given, x: new Float32Array(CARRIED + 1) };
    expect(parsed(written({ ...run, data: { kind: "given", given: many } })).data).toEqual({
      kind: "named",
      name: "leaves.csv",
      rows: 2,
    });
  });

  test.each([
    ["{", "is not JSON"],
    ["[]", "is not a run that was saved here"],
    ['{"soupcon": 0}', "the version must be a whole number from 1, not 0"],
    ['{"soupcon": 2}', "was made with a newer version (2); this page reads versions up to 1"],
    ['{"soupcon": 1}', "does not say which page it is of"],
    ['{"soupcon": 1, "page": "kitchen"}', "has no settings"],
    ['{"soupcon": 1, "page": "kitchen", "state": {}, "pins": [1]}', "the pins must be a list"],
    ['{"soupcon": 1, "page": "kitchen", "state": {}, "data": {"kind": "cloud"}}', 'of an unknown kind, "cloud"'],
    [
      '{"soupcon": 1, "page": "kitchen", "state": {}, "data": {"kind": "drawn", "points": [{"x": 9, "y": 0, "label": 0}]}}',
      "point 1 must have x and y from -3 to 3",
    ],
    [
      '{"soupcon": 1, "page": "kitchen", "state": {}, "data": {"kind": "given", "given": {"x": [1, 2, 3], "y": [0], "shape": [2], "classes": ["a", "b"], "columns": []}}}',
      "must have 2 numbers for each label",
    ],
    [
      '{"soupcon": 1, "page": "kitchen", "state": {}, "data": {"kind": "given", "given": {"x": [1, null], "y": [0], "shape": [2], "classes": ["a", "b"], "columns": []}}}',
      "no number, in row 1",
    ],
    [
      '{"soupcon": 1, "page": "kitchen", "state": {}, "data": {"kind": "given", "given": {"x": [1, 2], "y": [2], "shape": [2], "classes": ["a", "b"], "columns": []}}}',
      "a label of no class, in row 1",
    ],
  ])("%s is refused in one sentence", (text, said) => {
    expect(() => parsed(text, "it")).toThrow(said);
    expect(() => parsed(text, "it")).toThrow(/^it.*\.$/);
  });
});

describe("results", () => {
  const results: Results = {
    title: "Accuracy of soups & ensembles",
    note: "Two moons, seed 7, 95 % Wilson intervals.",
    measures: [{ label: "accuracy", unit: "%" }, { label: "passes" }],
    rows: [
      { name: "uniform_soup", cells: [{ value: 94.12, low: 92.6, high: 95.3, n: 1000 }, { value: 1 }] },
      { name: "ensemble | 8", cells: [{ value: 93, low: 91.5, high: 94.4, n: 1000 }, { value: 8 }] },
      { name: "worst", cells: [null, { value: Number.NaN }] },
    ],
  };

  test("Markdown has intervals and n, and nothing breaks the table", () => {
    expect(markdown(results).split("\n")).toEqual([
      "**Accuracy of soups & ensembles**",
      "",
      "|  | accuracy, % | passes |",
      "| --- | ---: | ---: |",
      "| uniform\\_soup | 94.1 [92.6, 95.3] | 1 |",
      "| ensemble \\| 8 | 93.0 [91.5, 94.4] | 8 |",
      "| worst | – | – |",
      "",
      "Two moons, seed 7, 95 % Wilson intervals. n = 1000.",
      "",
    ]);
  });

  test("LaTeX escapes what it must", () => {
    const text = latex(results);
    expect(text).toContain(
      "\\caption{Accuracy of soups \\& ensembles. Two moons, seed 7, 95 \\% Wilson intervals. n = 1000.}",
    );
    expect(text).toContain("uniform\\_soup & $94.1$ {\\scriptsize $[92.6, 95.3]$} & $1$ \\\\");
    expect(text).toContain("accuracy, \\%");
    expect(text).toContain("worst & -- & -- \\\\");
  });

  test("JSON keeps every number", () => {
    expect(JSON.parse(json(results))).toMatchObject({
      units: { accuracy: "%", passes: "" },
      rows: [{ name: "uniform_soup", values: { accuracy: { value: 94.12, low: 92.6, high: 95.3, n: 1000 } } }, {}, {}],
    });
  });
});

describe("what leaves the page", () => {
  afterEach(() => vi.restoreAllMocks());

  test("is named by page, figure and seed", () => {
    expect(fileName({ slug: "kitchen", figure: "Accuracy along α: été", seed: 7, extension: "svg" })).toBe(
      "soupcon-kitchen-accuracy-along-ete-s7.svg",
    );
    expect(fileName({ slug: "../..", figure: "∅", seed: 0, extension: "csv" })).toBe("soupcon-it-it-s0.csv");
    expect(fileName({ figure: "Ä b/c", extension: "csv" })).toBe("soupcon-a-b-c.csv");
  });

  test("is handed over once, under its name", () => {
    vi.useFakeTimers();
    const made = vi.fn((_: Blob) => "blob:it");
    const released = vi.fn();
    Object.assign(URL, { createObjectURL: made, revokeObjectURL: released });
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      expect([this.download, this.href]).toEqual(["it.csv", "blob:it"]);
    });
    hand("a,b\n", "it.csv", "text/csv");
    expect(made.mock.calls[0]?.[0]).toMatchObject({ size: 4, type: "text/csv" });
    expect(click).toHaveBeenCalledOnce();
    expect(document.querySelector("a")).toBeNull();
    vi.runAllTimers();
    expect(released).toHaveBeenCalledWith("blob:it");
    vi.useRealTimers();
  });
});
