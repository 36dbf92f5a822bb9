import { expect, test } from "vitest";
import { fits, fragment, read } from "./filter.ts";

test("any of the families will do, all of the words must be found", () => {
  const own = ["losses", "robustness"];
  expect(fits({ families: [], words: "" }, own, "a study of soups")).toBe(true);
  expect(fits({ families: ["choice", "losses"], words: "" }, own, "")).toBe(true);
  expect(fits({ families: ["choice"], words: "" }, own, "")).toBe(false);
  expect(fits({ families: [], words: "  Soups study" }, own, "a study of soups")).toBe(true);
  expect(fits({ families: [], words: "soups of stone" }, own, "a study of soups")).toBe(false);
});

test("a link gives the filter again", () => {
  for (const filter of [
    { families: [], words: "" },
    { families: ["losses"], words: "label noise & more" },
    { families: ["weight-space", "choice"], words: "" },
  ]) {
    expect(read(`#${fragment(filter)}`)).toEqual(filter);
  }
  expect(fragment({ families: ["weight-space", "choice"], words: "a" })).toBe("f=weight-space,choice&q=a");
});
