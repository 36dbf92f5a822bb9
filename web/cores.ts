/** What this machine has cores for. */

/** Workers beyond which more bring little, and cost memory. */
const MOST = 4;

/** The number of workers for so many pieces of work: one core is left to the page. */
export function workersFor(pieces: number, cores = navigator.hardwareConcurrency || 2): number {
  return Math.max(1, Math.min(cores - 1, pieces, MOST));
}
