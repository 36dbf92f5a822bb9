/** What is done when the state changes. */

import { effect } from "@preact/signals-core";

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
