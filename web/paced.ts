/** Work for the screen, spread over frames: each frame does as much as fits in its time, so that hands are never kept waiting. */

/** Milliseconds of work in a frame, about; what has begun is finished. */
const FRAME_MS = 8;

/** What waits, in the order in which it was first asked for. */
const waiting = new Map<object, () => void>();
let isDue = false;
/** When the last frame began. */
let begun = Number.NEGATIVE_INFINITY;

/** Does work in the next frame that has time for it; newer work of the same owner takes the place of older. */
export function paced(owner: object, work: () => void): void {
  waiting.set(owner, work);
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(frame);
}

/** The same, but at once where the present frame still has time: for what a frame's own work has asked for. */
export function soon(owner: object, work: () => void): void {
  if (waiting.size === 0 && performance.now() - begun < FRAME_MS) work();
  else paced(owner, work);
}

function frame(): void {
  begun = performance.now();
  for (const [owner, work] of waiting) {
    waiting.delete(owner);
    try {
      work();
    } catch (error) {
      // What fails must not hold up the others.
      reportError(error);
    }
    if (performance.now() - begun > FRAME_MS) break;
  }
  isDue = waiting.size > 0;
  if (isDue) requestAnimationFrame(frame);
}
