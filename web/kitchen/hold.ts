/** A page that is hidden, or a frame out of view, does nothing; it goes on when it is seen again. */

import { effect, signal } from "@preact/signals-core";
import type { Kitchen } from "./kitchen.ts";
import * as state from "./state.ts";

/** Whether a run waits until the page is seen. */
export const isHeld = signal(false);

/** Holds runs while nobody sees them. */
export function holdUnseen({ session }: Kitchen): void {
  const isShown = signal(!document.hidden);
  const isInView = signal(true);
  document.addEventListener("visibilitychange", () => {
    isShown.value = !document.hidden;
  });
  new IntersectionObserver((all) => {
    isInView.value = all.at(-1)?.isIntersecting ?? true;
  }).observe(document.documentElement);
  effect(() => {
    const isSeen = isShown.value && isInView.value;
    if (!isSeen && state.phase.value === "running") {
      isHeld.value = true;
      void session.pause();
    } else if (isSeen && isHeld.value) {
      isHeld.value = false;
      void session.play();
    }
  });
}
