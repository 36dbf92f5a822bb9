/** The colours of a map's points. */

import { scaleLinear } from "d3-scale";
import type { Theme } from "../theme.ts";
import type { Decisions } from "../wire.ts";

type Colour = [number, number, number];

/** Which tint a class has: that of its own, or that of all others. */
export type Tint = (theme: Theme, winner: number) => string;

/** A class has the tint of its place in the list of `shown` classes; what is not in it is another class. */
export function tintOf(shown: readonly number[]): Tint {
  return (theme, winner) => theme.tints[shown.indexOf(winner)] ?? theme.other;
}

/** The pixels of a map, four bytes each: from the middle tint at the least certainty to the winner's own. */
export function pixels(map: Decisions, classes: number, theme: Theme, tint: Tint): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(map.winner.length * 4);
  const tables = new Map<number, Colour[]>();
  map.winner.forEach((winner, i) => {
    const table = tables.get(winner) ?? shades(theme.middle, tint(theme, winner), classes);
    tables.set(winner, table);
    const [r, g, b] = table[map.share[i] ?? 0] ?? [0, 0, 0];
    out.set([r, g, b, 255], i * 4);
  });
  return out;
}

const made = new Map<string, Colour[]>();

/** A colour for each probability from 0 to 255. */
function shades(middle: string, tint: string, classes: number): Colour[] {
  const key = `${middle} ${tint} ${classes}`;
  const known = made.get(key);
  if (known) return known;
  const scale = scaleLinear<string>()
    .domain([255 / classes, 255])
    .range([middle, tint])
    .clamp(true);
  const table = Array.from({ length: 256 }, (_, share) => channels(scale(share)));
  made.set(key, table);
  return table;
}

function channels(colour: string): Colour {
  const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return [r, g, b];
}
