/** Many values: how they lie. */

/** The value below which a share of the values lies, between the two nearest; nothing where there are none. */
export function quantile(values: Iterable<number>, share: number): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place % 1);
}

/** How many values lie between each edge and the next; the last edge is inside. */
export function counts(values: Iterable<number>, edges: readonly number[]): number[] {
  const out = edges.slice(1).map(() => 0);
  for (const value of values) {
    const next = edges.findIndex((edge) => edge > value);
    const i = next < 0 && value === edges.at(-1) ? out.length - 1 : next - 1;
    if (i >= 0) out[i] = (out[i] ?? 0) + 1;
  }
  return out;
}
