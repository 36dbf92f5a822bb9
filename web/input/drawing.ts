/** A drawing of points: what the tools do to it, and what was done before. */

import { msg, plural, str } from "../language/message.ts";

/** The square that is drawn in: both coordinates from -3 to 3. */
export const DOMAIN = { low: -3, high: 3 } as const;
/** What a drawing may hold, what it must, and how many steps back it keeps. */
export const SIZES = { most: 2000, least: 20, undo: 50 } as const;
/** The classes. */
export const CLASSES = ["A", "B", "C", "D"] as const;

/** A place. */
export interface Place {
  x: number;
  y: number;
}

/** A labelled point. */
export interface Point extends Place {
  /** The class, 0 to 3. */
  label: number;
}

/** Points, and the points before each step. */
export interface Drawing {
  points: readonly Point[];
  past: readonly (readonly Point[])[];
  future: readonly (readonly Point[])[];
}

/** A drawing that begins with these points. */
export function begun(points: readonly Point[] = []): Drawing {
  return { points: points.slice(0, SIZES.most).map((point) => ({ ...point, ...within(point) })), past: [], future: [] };
}

/** Whether two drawings have the same points in the same order. */
export function same(a: readonly Point[], b: readonly Point[]): boolean {
  const equal = (point: Point, i: number) => {
    const other = b[i];
    return other?.x === point.x && other.y === point.y && other.label === point.label;
  };
  return a === b || (a.length === b.length && a.every(equal));
}

/** A place moved into the square. */
export function within({ x, y }: Place): Place {
  const bound = (v: number) => Math.min(DOMAIN.high, Math.max(DOMAIN.low, v));
  return { x: bound(x), y: bound(y) };
}

/** The drawing with other points. `joined`: as a part of the step before, such as a stroke that goes on. */
export function changed(drawing: Drawing, points: readonly Point[], joined = false): Drawing {
  if (points === drawing.points) return drawing;
  const past = joined ? drawing.past : [...drawing.past, drawing.points].slice(-SIZES.undo);
  return { points, past, future: [] };
}

/** A step back. */
export function undone(drawing: Drawing): Drawing {
  const points = drawing.past.at(-1);
  if (!points) return drawing;
  return { points, past: drawing.past.slice(0, -1), future: [drawing.points, ...drawing.future] };
}

/** A step forward again. */
export function redone(drawing: Drawing): Drawing {
  const [points, ...future] = drawing.future;
  if (!points) return drawing;
  return { points, past: [...drawing.past, drawing.points], future };
}

/** One point more, where there is room. */
export function added(points: readonly Point[], place: Place, label: number): readonly Point[] {
  return points.length >= SIZES.most ? points : [...points, { ...within(place), label }];
}

/** The index of the nearest point within `reach`, or -1. */
export function nearest(points: readonly Point[], place: Place, reach: number): number {
  let [found, least] = [-1, reach];
  points.forEach((point, i) => {
    const distance = Math.hypot(point.x - place.x, point.y - place.y);
    if (distance <= least) [found, least] = [i, distance];
  });
  return found;
}

/** Without the point of this index. */
export function without(points: readonly Point[], index: number): readonly Point[] {
  return points[index] ? points.filter((_, i) => i !== index) : points;
}

/** Without all points within `reach`. */
export function erased(points: readonly Point[], place: Place, reach: number): readonly Point[] {
  const left = points.filter((point) => Math.hypot(point.x - place.x, point.y - place.y) > reach);
  return left.length === points.length ? points : left;
}

/** With one point elsewhere. */
export function moved(points: readonly Point[], index: number, place: Place): readonly Point[] {
  return points.map((point, i) => (i === index ? { ...point, ...within(place) } : point));
}

/** `n` points more, even over a disc of radius `noise` around the place; `random` gives numbers in [0, 1). */
export function sprayed(
  points: readonly Point[],
  place: Place,
  label: number,
  { n, noise }: { n: number; noise: number },
  random: () => number,
): readonly Point[] {
  const room = Math.min(n, SIZES.most - points.length);
  if (room <= 0) return points;
  const fresh = Array.from({ length: room }, () => ({ ...within(beside(place, noise, random)), label }));
  return [...points, ...fresh];
}

/** `n` points more like those there are: each beside one of them, the classes in turn. */
export function alike(points: readonly Point[], n: number, noise: number, random: () => number): readonly Point[] {
  const labels = [...new Set(points.map((point) => point.label))].sort();
  const room = Math.min(n, SIZES.most - points.length);
  if (labels.length === 0 || room <= 0) return points;
  const fresh = Array.from({ length: room }, (_, i) => {
    const label = labels[i % labels.length] ?? 0;
    const own = points.filter((point) => point.label === label);
    const from = own[Math.floor(random() * own.length)] ?? { x: 0, y: 0 };
    return { ...within(beside(from, noise, random)), label };
  });
  return [...points, ...fresh];
}

function beside({ x, y }: Place, noise: number, random: () => number): Place {
  const [radius, angle] = [noise * Math.sqrt(random()), 2 * Math.PI * random()];
  return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
}

/** What a drawing lacks to be learnt from, and what would help. */
export function lacking(points: readonly Point[]): { sentence: string; offer?: "alike" } | undefined {
  if (points.length === 0) {
    return { sentence: msg("Click, or press Enter, to add a point. Two classes are needed.") };
  }
  const labels = new Set(points.map((point) => point.label));
  const n = points.length;
  const all = plural(n, { one: msg(str`${n} point`), other: msg(str`${n} points`) });
  if (labels.size < 2) {
    const name = CLASSES[points[0]?.label ?? 0];
    return { sentence: msg(str`${all} of class ${name}. Two classes are needed.`) };
  }
  if (points.length >= SIZES.least) return undefined;
  return { sentence: msg(str`${all}, at least ${SIZES.least} needed to hold out a test set.`), offer: "alike" };
}
