/** The lines where the winner changes. */

import { contours } from "d3-contour";
import type { Decisions } from "../wire.ts";

/** A line through points of the map, both coordinates from 0 to 1. */
export type Line = [number, number][];

/** The borders of all classes that win somewhere. With two classes one line is the border of both. */
export function borders(map: Decisions): Line[] {
  const winners = [...new Set(map.winner)].sort((a, b) => a - b);
  if (winners.length < 2) return [];
  const drawn = winners.length === 2 ? winners.slice(1) : winners;
  const held = framed(map);
  return drawn.flatMap((winner) => border(held, winner));
}

/** The map with its outermost points repeated once around it, so that lines reach its edge. */
function framed(map: Decisions): Decisions {
  const side = map.side + 2;
  const place = (i: number) => Math.min(Math.max(i - 1, 0), map.side - 1);
  const take = (values: Uint8Array) =>
    Uint8Array.from({ length: side * side }, (_, i) => {
      return values[place(Math.floor(i / side)) * map.side + place(i % side)] ?? 0;
    });
  return { side, winner: take(map.winner), share: take(map.share) };
}

/** The border of one class: where its lead over the others is 0. */
function border(map: Decisions, winner: number): Line[] {
  const shape = contours().size([map.side, map.side]).contour(lead(map, winner), 0);
  const rings = shape.coordinates.flat() as [number, number][][];
  return rings.flatMap((ring) => inside(ring, map.side));
}

/**
 * How far a class leads, above 0 where it wins. Between two classes the probability tells exactly; where a third
 * one has a share it does not, and the lead is smoothed over the neighbours instead.
 */
function lead({ side, winner, share }: Decisions, own: number): number[] {
  if (winner.every((one) => one === 0 || one === 1)) {
    return Array.from(winner, (one, i) => {
      const half = (share[i] ?? 0) / 255 - 0.5;
      return one === own ? Math.max(half, 1e-3) : Math.min(-half, -1e-3);
    });
  }
  const sign = Array.from(winner, (one) => (one === own ? 1 : -1));
  return smooth(smooth(sign, side, 1), side, side);
}

/** Weighs each value with its neighbours along one axis: 1, 2, 1, the edges held. */
function smooth(values: number[], side: number, stride: number): number[] {
  return values.map((value, i) => {
    const place = Math.floor(i / stride) % side;
    const before = place > 0 ? values[i - stride] : value;
    const after = place < side - 1 ? values[i + stride] : value;
    return ((before ?? value) + 2 * value + (after ?? value)) / 4;
  });
}

/** The parts of a ring that do not run along the frame. */
function inside(ring: [number, number][], side: number): Line[] {
  const lines: Line[] = [];
  let line: Line = [];
  for (const point of ring) {
    if (point.some((place) => place === 0 || place === side)) {
      if (line.length > 1) lines.push(line);
      line = [];
    } else {
      line.push([(point[0] - 1) / (side - 2), (point[1] - 1) / (side - 2)]);
    }
  }
  if (line.length > 1) lines.push(line);
  return lines;
}
