/** The lines where the winner changes. */

import { contours } from "d3-contour";
import type { Decisions } from "../wire.ts";

/** A line through points of the map, both coordinates from 0 to 1. */
export type Line = [number, number][];

/** The borders of all classes that win somewhere. With two classes one line is the border of both. */
export function borders(map: Decisions): Line[] {
  const winners = [...new Set(map.winner)].sort((a, b) => a - b);
  const drawn = winners.length === 2 ? winners.slice(1) : winners;
  return winners.length < 2 ? [] : drawn.flatMap((winner) => border(map, winner));
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

/** The parts of a ring that do not run along the edge of the map. */
function inside(ring: [number, number][], side: number): Line[] {
  const lines: Line[] = [];
  let line: Line = [];
  let last: [number, number] | undefined;
  for (const point of ring) {
    if (last && isEdge(last, side) && isEdge(point, side)) {
      if (line.length > 1) lines.push(line);
      line = [];
    }
    line.push([point[0] / side, point[1] / side]);
    last = point;
  }
  if (line.length > 1) lines.push(line);
  return lines;
}

function isEdge(point: [number, number], side: number): boolean {
  return point.some((place) => place === 0 || place === side);
}
