import { expect, test } from "vitest";
import type { Claim, Verdict } from "./entry.ts";
import { agrees, type Expected, Predictions, predictionWords, tally } from "./predictions.ts";

const claim: Claim = { id: "C1", says: "", paper: "", difference: "", unit: "share" };
const found = (verdict: Verdict, mean = 0.0132, id = "C1") => ({
  id,
  interval: { mean, low: mean - 0.0092, high: mean + 0.0092, n: 5 },
  verdict,
});

test("a sentence says what was expected, what was measured, and whether they agree", () => {
  const words = (expected: Expected, verdict: Verdict, mean?: number, isLive = true) =>
    predictionWords(claim, expected, found(verdict, mean), isLive);
  expect(words("none", "same direction")).toBe(
    "You expected no difference; here the difference is +1.32 points [0.40, 2.24], 5 seeds: same direction, not as you expected.",
  );
  expect(words("holds", "same direction")).toMatch(/^You expected that the claim holds; .*, as you expected\.$/);
  expect(words("opposite", "opposite", -0.0132)).toMatch(
    /^You expected the opposite; .* −1\.32 .*, as you expected\.$/,
  );
  expect(words("none", "not seen at this size", 0.001)).toMatch(/: not seen at this size, as you expected\.$/);
  expect(words("holds", "not seen at this size", 0.001)).toMatch(/, which decides nothing\.$/);
  expect(words("holds", "opposite", -0.0132, false)).toMatch(
    /; in the recorded run the difference is .*, not as you expected\.$/,
  );
});

test("without a verdict nothing is said of agreement", () => {
  expect(predictionWords(claim, "none", undefined, false)).toBe("You expected no difference. It is not measured yet.");
  const one = { id: "C1", interval: null, verdict: "not yet run" as Verdict };
  expect(predictionWords(claim, "none", one, true)).toBe("You expected no difference. A verdict needs two seeds.");
  expect(agrees("opposite", "not yet run")).toBeUndefined();
});

test("predictions are counted once one of them is decided", () => {
  const expected = new Map<string, Expected>([
    ["C1", "holds"],
    ["C2", "none"],
  ]);
  expect(tally(expected, [])).toBeUndefined();
  expect(tally(expected, [found("same direction"), found("opposite", -0.0132, "C2")])).toBe(
    "1 of 2 predictions came true.",
  );
});

test("a prediction is made before anything is seen, and stays", () => {
  const made: string[] = [];
  const predictions = new Predictions((id) => made.push(id));
  predictions.expect("C1", "holds");
  expect([...predictions.expected.value]).toEqual([]);
  predictions.ask(true);
  predictions.expect("C1", "holds");
  predictions.expect("C1", "none");
  predictions.reveal("C2");
  predictions.expect("C2", "none");
  predictions.ask(false);
  predictions.ask(true);
  predictions.expect("C1", "opposite");
  expect(predictions.asks("C3")).toBe(true);
  predictions.isOver.value = true;
  predictions.expect("C3", "opposite");
  expect([...predictions.expected.value]).toEqual([["C1", "none"]]);
  expect(made).toEqual(["C1"]);
});
