/** Where in a map the name of a class can stand. */

import type { Decisions } from "../wire.ts";

/** A name on a square map, where its middle is, in pixels. */
export interface Named {
  name: string;
  x: number;
  y: number;
}

/** The rows that the plane of a map goes through, by their class; whether they are shown as images; the classes' names. */
export interface Rows {
  anchors: readonly (readonly [number, number])[];
  areImages: boolean;
  names: readonly string[];
}

/**
 * The name of each class in its region, on a map `size` pixels wide, unless a row that is `taken` pixels wide lies there,
 * or the image of one says what wins here. `width` is how wide a name is written.
 */
export function named(
  map: Decisions,
  { anchors, areImages, names }: Rows,
  size: number,
  taken: number,
  width: (name: string) => number,
): Named[] {
  const isShown = (winner: number) => {
    const anchor = areImages ? anchors[winner] : undefined;
    if (!anchor) return false;
    const [x, y] = anchor.map((place) => Math.floor(place * map.side)) as [number, number];
    return map.winner[y * map.side + x] === winner;
  };
  return places(map, 0.045).flatMap((place): Named[] => {
    const name = names[place.winner] ?? "";
    const half = width(name) / 2 + 4;
    const [x, y] = [Math.min(size - half, Math.max(half, place.x * size)), place.y * size];
    const isCovered = anchors.some(([s, t]) => Math.hypot(s * size - x, t * size - y) < taken);
    return isCovered || isShown(place.winner) ? [] : [{ name, x, y }];
  });
}

/** A place for a name, coordinates from 0 to 1, and its distance from the nearest border. */
export interface Place {
  winner: number;
  x: number;
  y: number;
  room: number;
}

/** For each class the point farthest from its border, where that leaves `room` on every side. */
export function places(map: Decisions, room: number): Place[] {
  const { side, winner } = map;
  const far = distances(map);
  const best = new Map<number, number>();
  far.forEach((distance, i) => {
    const own = winner[i] ?? 0;
    if (distance > (far[best.get(own) ?? -1] ?? 0)) best.set(own, i);
  });
  return [...best]
    .map(([own, i]) => ({
      winner: own,
      x: ((i % side) + 0.5) / side,
      y: (Math.floor(i / side) + 0.5) / side,
      room: (far[i] ?? 0) / side,
    }))
    .filter((place) => place.room >= room);
}

/** City-block distances to the nearest point of another class, or to the edge: two sweeps. */
function distances({ side, winner }: Decisions): Float32Array {
  const far = new Float32Array(side * side);
  const near = (i: number, x: number, y: number, dx: number, dy: number) => {
    if (x + dx < 0 || x + dx >= side || y + dy < 0 || y + dy >= side) return 0;
    const other = i + dx + dy * side;
    return winner[other] === winner[i] ? (far[other] ?? 0) : 0;
  };
  for (let i = 0; i < far.length; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    far[i] = 1 + Math.min(near(i, x, y, -1, 0), near(i, x, y, 0, -1));
  }
  for (let i = far.length - 1; i >= 0; i--) {
    const [x, y] = [i % side, Math.floor(i / side)];
    far[i] = Math.min(far[i] ?? 0, 1 + near(i, x, y, 1, 0), 1 + near(i, x, y, 0, 1));
  }
  return far;
}
