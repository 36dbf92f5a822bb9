import { expect, test } from "vitest";
import type { Hand } from "./hire.ts";
import { DEFAULTS } from "./kitchen/manifest.ts";
import { runOf } from "./kitchen/order.ts";
import { Pool, shares } from "./pool.ts";

/** A hand whose workshop counts steps and has one weight for each member: its number. */
function hand(slow = 1) {
  const held = { first: 0, count: 0, step: 0 };
  const workshop = {
    load: async () => undefined,
    train: async (_: unknown, first: number, count: number) => Object.assign(held, { first, count, step: 0 }),
    advance: async (steps: number) => {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) losses.push(++held.step, ...Array.from({ length: held.count }, () => held.step));
      return { step: held.step, losses: Float32Array.from(losses), ms: steps * slow, steps };
    },
    weights: async () => ({
      step: held.step,
      theta: Float32Array.from({ length: held.count }, (_, i) => held.first + i),
      diverged: new Uint32Array(held.count),
    }),
    reset: async () => Object.assign(held, { step: 0 }),
  };
  const ask = ((work: (it: typeof workshop) => unknown) => work(workshop)) as unknown as Hand["ask"];
  return { ask, end: () => undefined };
}

test("members are shared as evenly as can be, and no worker is idle", () => {
  expect(shares(8, 3)).toEqual([3, 3, 2]);
  expect(shares(2, 4)).toEqual([1, 1]);
});

test("the weights of all members come in their order", async () => {
  const pool = new Pool([hand(), hand(), hand()]);
  await pool.prepare({ ...runOf(DEFAULTS), members: 8 }, undefined, new Float32Array());
  const { theta, diverged, step } = await pool.weights();
  expect([...theta]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([step, diverged.length]).toEqual([0, 8]);
});

test("rounds are as long as the slowest worker allows, and tell each member's mean loss", async () => {
  const pool = new Pool([hand(0.1), hand(5)]);
  await pool.prepare({ ...runOf(DEFAULTS), members: 3 }, undefined, new Float32Array());
  expect(pool.next(100)).toBe(1);
  const round = await pool.advance(3);
  expect([round.step, pool.step]).toEqual([3, 3]);
  expect([...round.losses]).toEqual([2, 2, 2]);
  expect(pool.next(100)).toBe(4);
  expect(pool.next(2)).toBe(2);
  await pool.reset();
  expect(pool.step).toBe(0);
});
