/** What is done when the state changes. */

import { effect } from "@preact/signals-core";

/** Waits until something is so. */
export function until(isSo: () => boolean): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      if (!isSo()) return;
      queueMicrotask(() => stop());
      done();
    });
  });
}

/** Does something whenever a value changes, but not at first. */
export function onChange(value: () => unknown, act: () => void): void {
  let last = value();
  effect(() => {
    const next = value();
    if (next === last) return;
    last = next;
    queueMicrotask(act);
  });
}
