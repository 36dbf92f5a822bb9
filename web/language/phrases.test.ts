// @vitest-environment jsdom
import { beforeAll, expect, test } from "vitest";
import { speakLanguage } from "./locale.ts";
import { phrases } from "./phrases.ts";

const CATALOGUE = {
  "uniform soup": "soupe uniforme",
  rotation: "rotation",
  blur: "flou",
  "KD, T = {0}": "KD, T = {0}",
  "{0}, severity {1}": "{0}, sévérité {1}",
  "Step {0} of {1}": "Pas {0} sur {1}",
  "Best: {0}; the teacher {1} %.": "Au mieux : {0} ; professeur : {1} %.",
  "{0} test rows, {1} seeds": "{1} graines, {0} lignes de test",
  "`{0}` must be {1}, not {2}": "`{0}` doit valoir {1}, et non {2}",
  "the file {0} cannot be read": "le fichier {0} ne peut pas être lu",
  "What grows louder: {0}": "Ce qui devient plus fort : {0}",
};
let said: (text: string) => string | undefined;

beforeAll(async () => {
  await speakLanguage("fr");
  ({ said } = phrases(CATALOGUE));
});

test("numbers are put in as French writes them", () => {
  expect(said("Step 3 of 1,200")).toBe("Pas 3 sur 1\u202f200");
  expect(said("KD, T = 1.5")).toBe("KD, T = 1,5");
  expect(said("What grows louder: -0.50")).toBe("Ce qui devient plus fort : -0,50");
});

test("words that are put in are translated in turn", () => {
  expect(said("rotation, severity 3")).toBe("rotation, sévérité 3");
  expect(said("What grows louder: blur, severity 3")).toBe("Ce qui devient plus fort : flou, sévérité 3");
});

test("lists are read item by item, whatever commas their items have", () => {
  expect(said("Best: uniform soup 95.2 %, KD, T = 4 85.2 %; the teacher 92 %.")).toBe(
    "Au mieux : soupe uniforme 95,2\u202f%\u202f; KD, T = 4 85,2\u202f% ; professeur : 92 %.",
  );
  expect(said("blur, rotation")).toBe("flou, rotation");
  expect(said("blur; rotation")).toBe("flou\u202f; rotation");
});

test("other names stay, where enough is said around them", () => {
  expect(said("the file model-1.onnx cannot be read")).toBe("le fichier model-1.onnx ne peut pas être lu");
  expect(said("`rotation` must be blur, not 0.5")).toBe("`rotation` doit valoir flou, et non 0,5");
  expect(said("neither")).toBeUndefined();
  expect(said("neither 4 %")).toBeUndefined();
  expect(said("Pas 3 of 4")).toBeUndefined();
});

test("spaces around a text stay", () => {
  expect(said(" 20 test rows, 5 seeds  ")).toBe(" 5 graines, 20 lignes de test  ");
});
