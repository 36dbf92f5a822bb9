import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Lens } from "../lens.ts";
import type { Question } from "../wire.ts";
import { Gallery } from "./gallery.ts";
import { DEFAULTS } from "./manifest.ts";
import type { Session } from "./session.ts";
import * as state from "./state.ts";

/** What the lens says of everyone; an attack waits until it is let through. */
let accuracy = 0.5;
let attacks: (() => void)[] = [];
/** How many models were counted or attacked at a time. */
let sizes: number[] = [];

const lens = {
  looks: 0,
  newest: async (_: string, question: Question) => {
    const share = accuracy;
    if (question.ask === "score" || question.ask === "attack") sizes.push(question.of.length);
    if (question.ask === "score")
      return question.of.map(() => ({ accuracy: share, low: 0, high: 1, nll: 1, ece: 0, passes: 1, parameters: 7 }));
    await new Promise<void>((done) => attacks.push(done));
    return question.ask === "attack" ? { accuracy: question.of.map(() => [share]) } : undefined;
  },
} as unknown as Lens;

let gallery: Gallery;
/** Accuracy and accuracy under attack of the first row of the table. */
const row = () => gallery.figure("table")?.rows?.[0]?.filter((_, i) => i === 1 || i === 4);
const shown = (...numbers: (number | null)[]) => vi.waitFor(() => expect(row()).toEqual(numbers));

/** A run begins: nothing of it is there. */
const begin = () => {
  state.phase.value = "preparing";
  state.view.value = undefined;
};

/** Its members are there. */
const look = () => {
  state.phase.value = "ready";
  state.view.value = { step: 0, maps: [], scores: [], diverged: Array(8).fill(0) };
  state.version.value++;
};

beforeEach(() => {
  state.controls.value = DEFAULTS;
  attacks = [];
  sizes = [];
  accuracy = 0.5;
  begin();
  gallery = new Gallery({ lens, failed: vi.fn() } as unknown as Session);
});
afterEach(begin);

test("what another run has answered stands alone until this one has, and never beside it", async () => {
  look();
  await shown(0.5, null);
  await vi.waitFor(() => {
    for (const done of attacks) done();
    expect(row()).toEqual([0.5, 0.5]);
  });
  begin();
  expect(row()).toEqual([0.5, 0.5]);
  accuracy = 0.25;
  look();
  expect(row()).toEqual([0.5, 0.5]);
  expect(gallery.isBusy("table")).toBe(true);
  await shown(0.25, null);
});

test("of another set of data, or where nothing is on its way, no answer stays", async () => {
  look();
  await shown(0.5, null);
  begin();
  state.controls.value = { ...DEFAULTS, set: "circles" };
  expect(row()).toBeUndefined();
  state.controls.value = DEFAULTS;
  expect(row()).toEqual([0.5, null]);
  state.phase.value = "failed";
  expect(row()).toBeUndefined();
});

test("where models take long they are asked one by one, and no more once members train", async () => {
  state.controls.value = { ...DEFAULTS, set: "mnist-14" };
  look();
  await shown(0.5, null);
  await vi.waitFor(() => expect(attacks.length).toBeGreaterThan(0));
  expect(new Set(sizes)).toEqual(new Set([1]));
  state.phase.value = "running";
  const before = sizes.length;
  for (const done of attacks) done();
  await vi.waitFor(() => expect(gallery.isBusy("table")).toBe(false));
  expect([sizes.length, row()]).toEqual([before, [0.5, null]]);
});

test("answers of two weights never make one", async () => {
  state.controls.value = { ...DEFAULTS, set: "mnist-14" };
  look();
  await shown(0.5, null);
  await vi.waitFor(() => expect(attacks.length).toBeGreaterThan(0));
  lens.looks++;
  const before = sizes.length;
  for (const done of attacks) done();
  await vi.waitFor(() => expect(gallery.isBusy("table")).toBe(false));
  expect([sizes.length, row()]).toEqual([before, [0.5, null]]);
});
