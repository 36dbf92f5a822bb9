/** Scales: from values to pixels, and back; what lies outside is held at the ends. */

/** The least and the largest value of an axis. */
export type Domain = [number, number];

/** From values to pixels, and back. */
export interface Scale {
  (value: number): number;
  invert(place: number): number;
  readonly domain: Domain;
  /** About so many round values. */
  ticks(count: number): number[];
}

type Course = (value: number) => number;

/** Straight pieces through pairs in either order. */
function through(from: readonly number[], to: readonly number[], bend: Course = Number): Course {
  const last = from.length - 1;
  const [first = 0, end = 0] = [from[0], from[last]];
  const [low, high] = [Math.min(first, end), Math.max(first, end)];
  const isBefore = (value: number, i: number) => (end < first ? value < (from[i] ?? 0) : value > (from[i] ?? 0));
  return (value) => {
    const held = Math.min(high, Math.max(low, value));
    let i = 1;
    while (i < last && isBefore(held, i)) i++;
    const [a, b] = [bend(from[i - 1] ?? 0), bend(from[i] ?? 0)];
    const share = a === b ? 0.5 : (bend(held) - a) / (b - a);
    return (to[i - 1] ?? 0) * (1 - share) + (to[i] ?? 0) * share;
  };
}

/** A linear scale; with more than two values it goes through all of them. */
export function linear(values: readonly number[], places: readonly number[]): Scale {
  const domain: Domain = [values[0] ?? 0, values.at(-1) ?? 1];
  const invert = through(places, values);
  return Object.assign(through(values, places), { invert, domain, ticks: (count: number) => ticks(...domain, count) });
}

/** A logarithmic scale. */
export function logarithmic(domain: Domain, range: readonly number[]): Scale {
  const back = through(range, domain.map(Math.log));
  return Object.assign(through(domain, range, Math.log), {
    invert: (place: number) => Math.exp(back(place)),
    domain,
    ticks: (count: number) => powers(...domain, count),
  });
}

/** The distance of about so many round values: 1, 2 or 5 times a power of ten. */
function stride(low: number, high: number, count: number): { power: number; factor: number } {
  const step = (high - low) / Math.max(0, count);
  const power = Math.floor(Math.log10(step));
  const rest = step / 10 ** power;
  return { power, factor: rest >= Math.sqrt(50) ? 10 : rest >= Math.sqrt(10) ? 5 : rest >= Math.SQRT2 ? 2 : 1 };
}

/** Round values inside a range. */
export function ticks(low: number, high: number, count: number): number[] {
  if (low === high) return [low];
  const { power, factor } = stride(low, high, count);
  // Whole numbers divide exactly where their reciprocals do not multiply so.
  const unit = power < 0 ? 10 ** -power / factor : 10 ** power * factor;
  const value = (i: number) => (power < 0 ? i / unit : i * unit);
  let [first, last] = power < 0 ? [low * unit, high * unit] : [low / unit, high / unit];
  [first, last] = [Math.round(first), Math.round(last)];
  if (value(first) < low) first++;
  if (value(last) > high) last--;
  if (last < first && count >= 0.5 && count < 2) return ticks(low, high, count * 2);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => value(first + i));
}

/** The range between the round values around it. */
export function nice([low, high]: Domain, count: number): Domain {
  let [from, to, last] = [low, high, Number.NaN];
  for (let tries = 0; tries < 10; tries++) {
    const { power, factor } = stride(from, to, count);
    const unit = power < 0 ? 10 ** -power / factor : 10 ** power * factor;
    const key = power < 0 ? -unit : unit;
    if (key === last) return [from, to];
    last = key;
    [from, to] =
      power < 0
        ? [Math.floor(from * unit) / unit, Math.ceil(to * unit) / unit]
        : [Math.floor(from / unit) * unit, Math.ceil(to / unit) * unit];
  }
  return [low, high];
}

/** Powers of ten and what lies between them, or round values where those are few. */
function powers(low: number, high: number, count: number): number[] {
  const [i, j] = [Math.log10(low), Math.log10(high)];
  if (j - i >= count) return ticks(i, j, Math.min(j - i, count)).map((power) => Number(`1e${power}`));
  const out: number[] = [];
  for (let power = Math.floor(i); power <= Math.ceil(j); power++) {
    for (let k = 1; k < 10; k++) {
      const value = power < 0 ? k / Number(`1e${-power}`) : k * Number(`1e${power}`);
      if (value >= low && value <= high) out.push(value);
    }
  }
  return out.length * 2 < count ? ticks(low, high, count) : out;
}
