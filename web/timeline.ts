/** The checkpoints of a run: at steps spaced by their logarithms, within a limit of memory. */

import type { Weights } from "./wire.ts";

/** Checkpoints, at most. */
const MOST = 64;
/** Bytes that they may take together. */
const BYTES = 16 * 2 ** 20;

/** The steps at which a run of `steps` is kept, each once, from the first to the last. */
export function marks(steps: number, bytes: number): number[] {
  const room = Math.max(2, Math.min(MOST, Math.floor(BYTES / Math.max(1, bytes))));
  const inner = Array.from({ length: room - 2 }, (_, i) => Math.round(steps ** (i / (room - 2))));
  return [...new Set([0, ...inner, steps])];
}

/** Weights as they were at earlier steps. */
export class Timeline {
  private kept: Weights[] = [];

  /** Keeps weights; later ones are forgotten. */
  keep(weights: Weights): void {
    this.kept = [...this.kept.filter(({ step }) => step < weights.step), weights];
  }

  /** The last checkpoint up to a step. */
  at(step: number): Weights | undefined {
    return this.kept.findLast((one) => one.step <= step) ?? this.kept[0];
  }

  /** The last checkpoint before a step. */
  before(step: number): Weights | undefined {
    return this.kept.findLast((one) => one.step < step);
  }

  /** The steps that are kept. */
  get steps(): number[] {
    return this.kept.map(({ step }) => step);
  }

  /** Forgets all. */
  clear(): void {
    this.kept = [];
  }
}
