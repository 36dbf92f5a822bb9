/** Lines of one level through values on a grid. */

/** A closed line, its first place also its last; places in cells from the upper left. */
export type Ring = [x: number, y: number][];

/** Where lines enter and leave a cell between four values, by which of them are above: half cells from the upper left. */
const [T, R, B, L] = [
  [2, 1],
  [3, 2],
  [2, 3],
  [1, 2],
] as const;
const CASES = [
  ...[[], [B, L], [R, B], [R, L], [T, R], [B, L, T, R], [T, B], [T, L]],
  ...[[L, T], [B, T], [L, T, R, B], [R, T], [L, R], [B, R], [L, B], []],
];

/** The lines around all that is at or above a level; beyond the grid nothing is. */
export function contour(values: ArrayLike<number>, width: number, height: number, level: number): Ring[] {
  const above = (x: number, y: number) =>
    Number(x >= 0 && y >= 0 && x < width && y < height && (values[y * width + x] ?? 0) >= level);
  // From each place to the next, both counted in half cells.
  const stride = 2 * width + 1;
  const next = new Map<number, number>();
  for (let y = -1; y < height; y++) {
    let left = 0;
    for (let x = -1; x < width; x++) {
      const right = above(x + 1, y + 1) | (above(x + 1, y) << 1);
      const corners = (left & 1) | (right << 1) | ((left & 2) << 2);
      left = right;
      if (corners === 0 || corners === 15) continue;
      const place = (side: readonly [number, number]) => 2 * x + side[0] + stride * (2 * y + side[1]);
      const sides = CASES[corners] ?? [];
      for (let i = 0; i < sides.length; i += 2) next.set(place(sides[i] ?? T), place(sides[i + 1] ?? T));
    }
  }
  const rings: Ring[] = [];
  for (const start of next.keys()) {
    const ring: Ring = [];
    for (let at: number | undefined = start; at !== undefined; ) {
      ring.push(crossing(values, width, height, level, (at % stride) / 2, Math.floor(at / stride) / 2));
      const then = next.get(at);
      next.delete(at);
      at = then;
    }
    rings.push(ring);
  }
  return rings;
}

/** Where the level is passed between two values; at the edge of the grid the place stays. */
function crossing(
  values: ArrayLike<number>,
  width: number,
  height: number,
  level: number,
  x: number,
  y: number,
): [number, number] {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const own = values[j * width + i] ?? 0;
  const share = (before: number) => (level - before) / (own - before) - 0.5;
  if (x === i && x > 0 && x < width) return [x + share(values[j * width + i - 1] ?? 0), y];
  if (y === j && y > 0 && y < height) return [x, y + share(values[(j - 1) * width + i] ?? 0)];
  return [x, y];
}
