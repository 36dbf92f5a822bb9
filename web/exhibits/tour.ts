/** The tour of an exhibit: which of its steps is shown, and which were done. */

import { signal } from "@preact/signals-core";
import { msg, str } from "../language/message.ts";
import type { Step } from "./entry.ts";

/** Something that a visitor has reached; steps and claims are counted from 1. */
export interface Milestone {
  /** A step of the tour, all of its steps, or a prediction. */
  id: "step" | "tour" | "prediction";
  /** The step, the number of steps, or the claim. */
  step: number;
}

/** Where a visitor is in a tour. */
export class Tour {
  /** The step shown, counted from 0; nothing until one was asked for. */
  readonly at = signal<number | undefined>(undefined);
  /** The step whose set-up was taken last. */
  readonly taken = signal<Step | undefined>(undefined);
  private readonly done = new Set<number>();

  /** Is told of each step the first time it is done, and once all are. */
  constructor(
    readonly steps: readonly Step[],
    private readonly reached: (milestone: Milestone) => void,
  ) {}

  /** Shows another step: the first and the last are the ends. */
  go(by: number): void {
    this.at.value = Math.min(this.steps.length - 1, Math.max(0, (this.at.value ?? 0) + by));
  }

  /** A step's set-up was taken. */
  take(index: number): void {
    this.at.value = index;
    this.taken.value = this.steps[index];
    if (this.done.has(index)) return;
    this.done.add(index);
    this.reached({ id: "step", step: index + 1 });
    if (this.done.size === this.steps.length) this.reached({ id: "tour", step: this.steps.length });
  }

  /** What links say: the step, counted from 1. */
  get word(): string | undefined {
    return this.at.value === undefined ? undefined : String(this.at.value + 1);
  }

  /** Takes what a link says; the answer is a sentence where it names no step. */
  adopt(word: string | undefined): string | undefined {
    const step = Number(word);
    const isStep = Number.isInteger(step) && step >= 1 && step <= this.steps.length;
    this.at.value = isStep ? step - 1 : undefined;
    return word === undefined || isStep ? undefined : msg(str`Tour: there is no step “${word.slice(0, 40)}”.`);
  }
}
