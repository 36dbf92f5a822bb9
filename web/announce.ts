/** What is said to those who listen: little, and not too often. */

import { effect, signal } from "@preact/signals-core";
import { measured } from "./figures/words.ts";
import * as state from "./state.ts";

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

/** Says when a run starts, is a quarter further, ends, or fails. */
export function announce(): void {
  let phase = "";
  let quarter = 0;
  effect(() => {
    const now = state.phase.value;
    const { members, steps } = state.spec.value;
    const reached = Math.floor((4 * state.step.value) / steps);
    const began = now !== phase && now === "running";
    if (began) say(`Training ${members} members, ${steps} steps.`);
    else if (now === "running" && reached > quarter && reached < 4) say(`${reached * 25} % of the steps are done.`);
    phase = now;
    quarter = reached;
  });
  effect(() => {
    const view = state.view.value;
    if (state.phase.value !== "finished" || view?.step !== state.spec.value.steps) return;
    say(measured(view.step, view.standing, view.diverged, state.chosenRecipe.value));
  });
  effect(() => {
    if (state.notice.value) say(state.notice.value);
  });
}
