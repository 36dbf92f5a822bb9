/** Labels that do not cover one another. */

/**
 * Places near `wanted`, in the same order as given, at least `gap` apart and within `low` and `high` where they fit.
 * Where labels have several heights, `gap` holds the room below each one's place.
 */
export function spread(
  wanted: readonly number[],
  gap: number | readonly number[],
  low: number,
  high: number,
): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const room = (i: number) => (typeof gap === "number" ? gap : (gap[i] ?? 0));
  const out = [...wanted];
  let floor = low;
  for (const i of order) {
    out[i] = Math.max(out[i] ?? 0, floor);
    floor = (out[i] ?? 0) + room(i);
  }
  let ceiling = high + room(order.at(-1) ?? 0);
  for (const i of order.reverse()) {
    out[i] = Math.min(out[i] ?? 0, ceiling - room(i));
    ceiling = out[i] ?? 0;
  }
  return out;
}
