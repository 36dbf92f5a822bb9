/** Numbers drawn from a seed. */

/** A stream of numbers; the same seed gives the same ones. */
export interface Draw {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal, mean 0 and deviation 1, by Box and Muller. */
  normal(): number;
}

/** A stream by Marsaglia's xorshift with a Weyl sequence beside it. */
export function draw(seed: number): Draw {
  let state = (seed ^ 0x9e3779b9) | 1;
  let weyl = 0;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    weyl = (weyl + 0x61c88647) | 0;
    return ((state + weyl) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
