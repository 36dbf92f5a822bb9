/** The members of a run, divided among workers that step together. */

import type { Hand } from "./hire.ts";
import type { Given, Progress, RunSpec, Weights } from "./wire.ts";

/** Milliseconds that a worker should be busy with one call. */
const CHUNK_MS = 20;
/** The most steps of one call. */
const CHUNK_STEPS = 256;

/** What is told of a run after each round. */
export interface Round {
  step: number;
  /** The mean loss of each member over the round. */
  losses: Float32Array;
}

/** How many of `members` each of `workers` gets: as even as possible. */
export function shares(members: number, workers: number): number[] {
  const used = Math.max(1, Math.min(members, workers));
  return Array.from({ length: used }, (_, i) => Math.ceil((members - i) / used));
}

/** Workers that train. All of them take the same steps; none is ever more than one round ahead. */
export class Pool {
  private chunk = 1;
  private issued = 0;
  private counts: number[] = [];

  constructor(private readonly hands: readonly Hand[]) {}

  /** How many workers there are. */
  get size(): number {
    return this.hands.length;
  }

  /** The step that all workers have reached or been sent to. */
  get step(): number {
    return this.issued;
  }

  /** Gives every worker the data and its members, which begin at `start`, or each on its own where that is empty. */
  async prepare(spec: RunSpec, given: Given | undefined, start: Float32Array): Promise<void> {
    this.counts = shares(spec.members, this.hands.length);
    this.issued = 0;
    this.chunk = 1;
    let first = 0;
    const firsts = this.counts.map((count) => {
      first += count;
      return first - count;
    });
    await this.each(async (hand, i) => {
      await hand.ask((it) => it.load(spec, given));
      await hand.ask((it) => it.train(spec, firsts[i] ?? 0, this.counts[i] ?? 0, start));
    });
  }

  /** Steps for the next round, at most `limit`: about as many as fit in the time of a chunk. */
  next(limit: number): number {
    return Math.max(1, Math.min(this.chunk, limit));
  }

  /** All workers take `steps` steps. */
  async advance(steps: number): Promise<Round> {
    this.issued += steps;
    const done = await this.each((hand) => hand.ask((it) => it.advance(steps)));
    const slowest = Math.max(...done.map((part) => part.ms)) / steps;
    const fit = Math.round(CHUNK_MS / Math.max(slowest, 1e-3));
    this.chunk = Math.max(1, Math.min(fit, CHUNK_STEPS));
    return { step: done[0]?.step ?? 0, losses: means(done, this.counts) };
  }

  /** The weights of all members, after the steps that were asked for so far. */
  async weights(): Promise<Weights> {
    const parts = await this.each((hand) => hand.ask((it) => it.weights()));
    const theta = new Float32Array(parts.reduce((sum, part) => sum + part.theta.length, 0));
    const diverged = new Uint32Array(this.counts.reduce((sum, count) => sum + count, 0));
    let [at, member] = [0, 0];
    for (const part of parts) {
      theta.set(part.theta, at);
      diverged.set(part.diverged, member);
      at += part.theta.length;
      member += part.diverged.length;
    }
    return { step: parts[0]?.step ?? 0, theta, diverged };
  }

  /** Back to step 0. */
  async reset(): Promise<void> {
    this.issued = 0;
    await this.each((hand) => hand.ask((it) => it.reset()));
  }

  /** Ends the workers. */
  end(): void {
    for (const hand of this.hands) hand.end();
  }

  private each<T>(work: (hand: Hand, i: number) => Promise<T>): Promise<T[]> {
    const used = this.hands.slice(0, this.counts.length);
    return Promise.all(used.map(work));
  }
}

/** Each member's mean loss over what its worker has done. */
function means(parts: Progress[], counts: number[]): Float32Array {
  const out: number[] = [];
  parts.forEach((part, i) => {
    const count = counts[i] ?? 0;
    const rows = Math.floor(part.losses.length / (count + 1));
    for (let member = 0; member < count; member++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += part.losses[row * (count + 1) + 1 + member] ?? 0;
      out.push(sum / rows);
    }
  });
  return Float32Array.from(out);
}
