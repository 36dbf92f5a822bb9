/** What is said to those who listen: little, and not too often. */

/** Milliseconds between two messages, at least. */
const PAUSE_MS = 5000;

/** Live regions: one of the page, or one of each exhibit in it. */
const regions = new Set<Element>();

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
  // In one of them, once: what is not shown is not heard.
  const region = [...regions].find((one) => one.checkVisibility());
  // The same words again are heard only as another text.
  if (region) region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}

/** Takes a live region into use; the answer ends that. */
export function speakIn(region: Element | null): () => void {
  if (region) regions.add(region);
  return () => {
    if (region) regions.delete(region);
  };
}
