/** Small pictures of digits for examples. */

import { noise } from "./random.ts";

/** Their width and height. */
export const SIDE = 12;

/** A digit with some noise, values from 0 to 1. */
export function glyph(rows: string[]): number[] {
  const draw = noise(rows.length);
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [Math.floor((i % SIDE) / 2), Math.floor(i / SIDE / 2)];
    return rows[y]?.[x] === "#" ? 0.75 + 0.25 * draw() : 0.12 * draw();
  });
}

export const SEVEN = ["      ", " #### ", "    # ", "   #  ", "  #   ", "  #   "];
export const FOUR = ["      ", "  #   ", " # #  ", " #### ", "   #  ", "   #  "];
export const NINE = ["      ", "  ##  ", " #  # ", "  ### ", "    # ", "  ##  "];
export const ONE = ["      ", "  ##  ", "   #  ", "   #  ", "   #  ", "  ### "];
