/** A page that is hidden, or a frame out of view, does nothing; it goes on when it is seen again. */

import { computed, effect, signal } from "@preact/signals-core";
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
  const isSeen = computed(() => isShown.value && isInView.value);
  const goOn = async () => {
    // It may have come to its end meanwhile.
    await session.pause();
    if (state.phase.value === "paused") await session.play();
    if (isSeen.value) isHeld.value = false;
  };
  effect(() => {
    if (!isSeen.value && state.phase.value === "running") {
      isHeld.value = true;
      void session.pause();
    } else if (isSeen.value && isHeld.peek()) void goOn();
  });
}
