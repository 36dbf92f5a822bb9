/** Names beside points: each where it covers neither a point nor another name. */

import type { Series } from "../figure.ts";
import { type Frame, halo, textWidth } from "../frame.ts";
import { nameAt, nameOf, styleOf } from "../role.ts";
import { type Shape, words } from "../shape.ts";
import { at } from "./curve.ts";

/** A name and its place. */
export interface Name {
  text: string;
  x: number;
  y: number;
  ink: string;
}

/** More points than this in a series have no names of their own: the series has one. */
const NAMES = 10;

type Box = [left: number, top: number, right: number, bottom: number];

const meets = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** The names of points, or of whole series where those have many. */
export function named(
  series: readonly Series[],
  f: Pick<Frame, "x" | "y" | "left" | "right" | "top" | "bottom">,
): Shape[] {
  const taken: Box[] = [];
  const wanted: Name[] = [];
  for (const one of series) {
    const places = at(one, f);
    const ink = styleOf(one).ink;
    const few = places.length <= NAMES;
    if (places.length <= 200) {
      for (const [x, y] of places) taken.push([x - 5, y - 5, x + 5, y + 5]);
    }
    if (one.names && few) {
      places.forEach(([x, y], i) => void wanted.push({ text: one.names?.[i] ? nameAt(one, i) : "", x, y, ink }));
    } else {
      const [x, y] = outermost(places, f);
      wanted.push({ text: nameOf(one), x, y, ink });
    }
  }
  return place(wanted, taken, [f.left, f.top, f.right, f.bottom]);
}

/** The uppermost finite point of many: its name stands there. */
function outermost(places: readonly [number, number][], f: Pick<Frame, "left" | "top">): [number, number] {
  let best: [number, number] = [f.left, f.top];
  let least = Number.POSITIVE_INFINITY;
  for (const [x, y] of places) {
    if (Number.isFinite(x) && y < least) [least, best] = [y, [x, y]];
  }
  return best;
}

/** Puts names right, left, above or below of their points; what finds no room is left to the read-out. */
export function place(wanted: readonly Name[], taken: Box[], [left, top, right, bottom]: Box): Shape[] {
  const out: Shape[] = [];
  for (const { text, x, y, ink } of wanted) {
    if (!text || !Number.isFinite(x) || !Number.isFinite(y)) continue;
    const width = textWidth(text, 12.6);
    const tries: [number, number][] = [
      [x + 9, y + 4],
      [x - 9 - width, y + 4],
      [x - width / 2, y - 10],
      [x - width / 2, y + 19],
      [x + 7, y - 8],
      [x + 7, y + 16],
    ];
    const box = ([a, b]: [number, number]): Box => [a - 1, b - 11, a + width + 1, b + 3];
    const found = tries.find((one) => {
      const own = box(one);
      const inside = own[0] >= left - 4 && own[2] <= right + 12 && own[1] >= top - 10 && own[3] <= bottom + 2;
      return inside && !taken.some((other) => meets(own, other));
    });
    if (!found) continue;
    taken.push(box(found));
    out.push(words(text, found[0], found[1], { class: "label", ...halo("surface"), fill: ink, "font-weight": 600 }));
  }
  return out;
}
