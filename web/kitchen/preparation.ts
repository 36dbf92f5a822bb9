/** How far a preparation is: its parts, each as long as it took before or is expected to take. */

import { msg } from "../language/message.ts";
import type { RunSpec } from "../wire.ts";
import * as state from "./state.ts";

/** The parts, in their order. */
export type Part = "engine" | "measure" | "start" | "compile";

const words = (): Record<Part, string> => ({
  engine: msg("Opening the engine"),
  measure: msg("Measuring this device"),
  start: msg("Training the start"),
  compile: msg("Preparing the members"),
});
/** Milliseconds that a part takes where nothing better is known. */
const GUESS: Record<Part, number> = { engine: 500, measure: 300, start: 1000, compile: 300 };
/** Milliseconds between two looks at the clock. */
const TICK_MS = 100;
/** A part that takes longer than expected stays at this share of it. */
const FULL = 0.95;

/** Milliseconds that parts took in this visit. */
const taken = new Map<string, number>();

/** One preparation. */
export class Preparation {
  private readonly expected: Map<Part, number>;
  private readonly done = new Set<Part>();
  private now: { part: Part; since: number } | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly key: string;

  constructor(spec: RunSpec, parts: readonly Part[]) {
    this.key = JSON.stringify([spec.data, spec.model, spec.members, spec.batch, spec.start]);
    this.expected = new Map(parts.map((part) => [part, taken.get(`${part} ${this.key}`) ?? GUESS[part]]));
    if (spec.start.kind !== "trained") this.expected.delete("start");
  }

  /** Does a part of the work, which is expected to take so many milliseconds. */
  async during<T>(part: Part, work: () => Promise<T>, expected?: number): Promise<T> {
    const key = `${part} ${this.key}`;
    if (expected !== undefined && !taken.has(key)) this.expected.set(part, expected);
    const since = performance.now();
    this.now = { part, since };
    this.timer ??= setInterval(() => this.tell(), TICK_MS);
    this.tell();
    const result = await work();
    taken.set(key, performance.now() - since);
    this.done.add(part);
    this.now = undefined;
    return result;
  }

  /** There is nothing more to tell. */
  end(): void {
    clearInterval(this.timer);
    state.preparing.value = undefined;
  }

  private tell(): void {
    if (!this.now) return;
    const { part, since } = this.now;
    let [all, past] = [0, 0];
    for (const [one, ms] of this.expected) {
      all += ms;
      if (this.done.has(one)) past += ms;
      else if (one === part) past += Math.min(performance.now() - since, ms * FULL);
    }
    state.preparing.value = { words: words()[part], share: past / all, seconds: (all - past) / 1e3 };
  }
}
