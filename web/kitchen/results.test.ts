import { afterEach, expect, test } from "vitest";
import { json, latex, markdown } from "../output/results.ts";
import type { Question } from "../wire.ts";
import { DEFAULTS } from "./manifest.ts";
import { table } from "./results.ts";
import * as state from "./state.ts";

const SCORE = { accuracy: 0.9, low: 0.87, high: 0.93, nll: 0.3, brier: 0.1, ece: 0.02, passes: 1, parameters: 9 };

afterEach(() => {
  state.view.value = undefined;
  state.controls.value = DEFAULTS;
});

/** An engine that knows one answer to each kind of question. */
function lens(attacked: (question: Question<"attack">) => number[][]) {
  return {
    ask: async (question: Question) =>
      question.ask === "attack"
        ? { accuracy: attacked(question) }
        : (question as Question<"score">).of.map(() => SCORE),
  } as Parameters<typeof table>[0];
}

function looked(): void {
  state.controls.value = { ...DEFAULTS, members: 2, norm: "l2", epsilon: 0.5, attackSteps: 10, attackRows: 50 };
  state.view.value = { step: 300, scores: [SCORE, SCORE], diverged: [0, 0] } as never;
}

test("results have the accuracy under attack, and say which attack it was", async () => {
  looked();
  const results = await table(lens(({ of, rows }) => of.map((_, i) => [i === 1 ? 0.25 : rows / 100])));
  const under = Object.fromEntries(results.rows.map(({ name, cells }) => [name, cells[2]]));
  expect(under.m1).toEqual({ value: 50, n: 50 });
  expect(under.m2).toEqual({ value: 25, n: 50 });
  expect(under.TIES).toBeNull();
  expect(results.note).toContain("Attacked: PGD, 10 steps, ℓ2, ε 0.25, on 50 rows.");
  expect(JSON.parse(json(results)).rows[0].values.attacked).toEqual({ value: 50, n: 50 });
  expect(markdown(results)).toContain("| m1 | 90.0 [87.0, 93.0] | 90.0 [87.0, 93.0] | 50.0 |");
  expect(latex(results)).toContain("$\\ell$2, $\\varepsilon$ 0.25");
});

test("results come without the attack where it is refused", async () => {
  looked();
  const refuse = () => {
    throw new Error("no attack");
  };
  const { rows } = await table(lens(refuse));
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.every(({ cells }) => cells[2] === null)).toBe(true);
});
