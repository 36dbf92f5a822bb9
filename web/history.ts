/** Undo and redo: one stack of whole states. */

import { signal } from "@preact/signals-core";

/** States that are kept, at most. */
const DEPTH = 100;

/** What was, is and could be again. */
export class History<T> {
  private readonly past: T[] = [];
  private future: T[] = [];
  /** Whether there is something to undo. */
  readonly canUndo = signal(false);
  /** Whether there is something to redo. */
  readonly canRedo = signal(false);

  constructor(
    private present: T,
    private readonly isSame: (a: T, b: T) => boolean,
  ) {}

  /** Takes a new state at rest; what was undone before is forgotten. */
  push(state: T): void {
    if (this.isSame(state, this.present)) return;
    this.past.push(this.present);
    if (this.past.length > DEPTH) this.past.shift();
    this.present = state;
    this.future = [];
    this.tell();
  }

  /** Takes the state to begin with: there is nothing before it. */
  begin(state: T): void {
    this.past.length = 0;
    this.future = [];
    this.present = state;
    this.tell();
  }

  /** The state before. */
  undo(): T | undefined {
    return this.move(this.past, this.future);
  }

  /** The state that was undone last. */
  redo(): T | undefined {
    return this.move(this.future, this.past);
  }

  private move(from: T[], to: T[]): T | undefined {
    const state = from.pop();
    if (state === undefined) return undefined;
    to.push(this.present);
    this.present = state;
    this.tell();
    return state;
  }

  private tell(): void {
    this.canUndo.value = this.past.length > 0;
    this.canRedo.value = this.future.length > 0;
  }
}
