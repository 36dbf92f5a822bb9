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

/** The border of one class: where its probability passes that of the others. */
function border(map: Decisions, winner: number): Line[] {
  const margin = Array.from(map.winner, (own, i) => {
    const lead = Math.max((map.share[i] ?? 0) / 255 - 0.5, 0.02);
    return own === winner ? lead : -lead;
  });
  const shape = contours().size([map.side, map.side]).contour(margin, 0);
  const rings = shape.coordinates.flat() as [number, number][][];
  return rings.flatMap((ring) => inside(ring, map.side));
}

/** The parts of a ring that do not run along the edge of the map. */
function inside(ring: [number, number][], side: number): Line[] {
  const lines: Line[] = [];
  let line: Line = [];
  let last: [number, number] | undefined;
  for (const point of ring) {
    if (last && along(last, point, side)) {
      if (line.length > 1) lines.push(line);
      line = [];
    }
    line.push([point[0] / side, point[1] / side]);
    last = point;
  }
  if (line.length > 1) lines.push(line);
  return lines;
}

function along(a: [number, number], b: [number, number], side: number): boolean {
  return [0, 1].some((axis) => a[axis] === b[axis] && (a[axis] === 0 || a[axis] === side));
}
