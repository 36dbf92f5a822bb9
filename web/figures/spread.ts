/** Labels that do not cover one another. */

/** Places near `wanted`, in the same order as given, at least `gap` apart and within `low` and `high` where they fit. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const out = [...wanted];
  let floor = low;
  for (const i of order) {
    out[i] = Math.max(out[i] ?? 0, floor);
    floor = (out[i] ?? 0) + gap;
  }
  let ceiling = high;
  for (const i of order.reverse()) {
    out[i] = Math.min(out[i] ?? 0, ceiling);
    ceiling = (out[i] ?? 0) - gap;
  }
  return out;
}
