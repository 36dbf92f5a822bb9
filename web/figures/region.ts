/** Where in a map the name of a class can stand. */

import type { Decisions } from "../wire.ts";

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
