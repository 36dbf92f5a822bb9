import { expect, test } from "vitest";
import type { Claim, Verdict } from "./entry.ts";
import { begun, type Run } from "./life.ts";
import { actionWords, duration, hereWords, statusWords, verdictClass } from "./words.ts";

const claim = (unit: string): Claim => ({ id: "C1", says: "", paper: "", difference: "", unit });
const found = (mean: number, low: number, high: number) => ({
  id: "C1",
  interval: { mean, low, high, n: 5 },
  verdict: "same direction" as Verdict,
});

test("a difference of shares is said in points, with the digits that its interval has", () => {
  expect(hereWords(claim("share"), found(0.0132, 0.004, 0.0224))).toBe("+1.32 points [0.40, 2.24], 5 seeds");
  expect(hereWords(claim("points"), found(-0.2, -0.5, 0.1))).toBe("−20 points [−50, 10], 5 seeds");
});

test("other units are said as they are", () => {
  expect(hereWords(claim("members"), found(0.3, 0.28, 0.32))).toBe("+0.300 members [0.280, 0.320], 5 seeds");
  expect(hereWords(claim(""), found(1, 1, 1))).toBe("+1.0 [1.0, 1.0], 5 seeds");
});

test("without an interval there is no number", () => {
  expect(hereWords(claim("share"), undefined)).toBe("no number yet");
  expect(hereWords(claim("share"), { id: "C1", interval: null, verdict: "not yet run" })).toBe("no number yet");
});

test("durations are said as finely as they are known", () => {
  expect([0.2, 2.1, 11.3, 62, 150].map(duration)).toEqual(["under 1 s", "3 s", "15 s", "65 s", "3 min"]);
});

test("each phase has its words", () => {
  const run: Run = { ...begun(5), phase: "running", seeds: 1, progress: { share: 0.5, doing: "growing trees" } };
  expect(statusWords(run, 3, 1)).toBe("Seed 2 of 5: 50\u00a0%, growing trees, 3 s left");
  expect(statusWords(run, 3, 0.4)).toBe("Getting the data: 40\u00a0%");
  expect(statusWords({ ...run, phase: "cancelled" }, 0, 1)).toBe("Stopped after 1 of 5 seeds");
  expect(actionWords({ ...run, phase: "stale" })).toBe("Prepare again");
  expect(actionWords({ ...run, phase: "cancelled" })).toBe("Continue");
  expect(statusWords({ ...run, phase: "paused" }, 0, 1)).toBe("Paused to save memory");
  expect(actionWords({ ...run, phase: "paused" })).toBe("Resume");
  expect(verdictClass("not seen at this size")).toBe("verdict-not");
});
