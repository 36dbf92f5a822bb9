/** The page's one live region: little is said, and not too often. */

import { effect, signal } from "@preact/signals-core";

/** Milliseconds between two messages, at least. */
const PAUSE_MS = 5000;

/** The words of the page's live region. */
export const spoken = signal("");

let last = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something; where it is too soon, waits, and the newest message wins. */
export function say(words: string): void {
  clearTimeout(timer);
  const wait = last + PAUSE_MS - performance.now();
  if (wait > 0) {
    timer = setTimeout(() => say(words), wait);
    return;
  }
  last = performance.now();
  spoken.value = words;
}

/** Puts what is said into the live region of the page. */
export function speakIn(region: Element | null): void {
  if (!region) return;
  effect(() => {
    region.textContent = spoken.value;
  });
}
