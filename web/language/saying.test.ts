import { expect, test } from "vitest";
import { matched, sayingsOf } from "./saying.ts";

const all = sayingsOf({
  "{0}: {1} %": "{0} : {1} %",
  "Uniform soup": "Soupe uniforme",
  "`{0}` must be {1}, not {2}": "{0} doit valoir {1}, et non {2}",
  "{0} is empty.": "{0} est vide.",
  "the limit (of {0}) is {1}": "la limite (de {0}) est {1}",
});
const found = (text: string) => matched(all, text)?.words;

test("sentences are found again whatever their names", () => {
  expect(found("`rows` must be from 5 to 50, not 3")).toEqual(["rows", "from 5 to 50", "3"]);
  expect(found("my file.csv is empty.")).toEqual(["my file.csv"]);
  expect(found("the limit (of it) is 3")).toEqual(["it", "3"]);
});

test("what says too little around its names is like nothing", () => {
  expect(found("loss: 3 %")).toBeUndefined();
  expect(found("my file.csv is empty")).toBeUndefined();
});
