/** Mixtures of colours. */

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** The parts of a colour in hexadecimal, of three digits or six. */
function partsOf(text: string): Colour {
  const digits = text.slice(1);
  const size = digits.length < 6 ? 1 : 2;
  const part = (i: number) => Number.parseInt(digits.slice(i * size, (i + 1) * size).repeat(3 - size), 16) || 0;
  return [part(0), part(1), part(2)];
}

/** What lies between two colours. */
export function mixture(from: string, to: string, share: number): Colour {
  const [a, b] = [partsOf(from), partsOf(to)];
  const part = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [part(0), part(1), part(2)];
}
