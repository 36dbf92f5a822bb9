/** Whether somebody uses the page, or has only opened it. */

const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin"] as const;

let signs: Promise<void> | undefined;

/** Waits for the first sign of a hand. */
export function inUse(): Promise<void> {
  signs ??= new Promise((resolve) => {
    const heard = new AbortController();
    const hear = () => {
      heard.abort();
      resolve();
    };
    for (const sign of SIGNS) addEventListener(sign, hear, { passive: true, signal: heard.signal });
  });
  return signs;
}
