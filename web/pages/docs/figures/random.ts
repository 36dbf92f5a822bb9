/** Numbers for examples: the same on every visit. */

/** Numbers that look random and are always the same. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Sums of twelve: close to a normal distribution, mean 0, deviation 1. */
export function normal(next: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += next();
  return sum;
}
