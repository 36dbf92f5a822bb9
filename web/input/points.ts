/** Drawn points in a link, and as the core takes them. */

import { msg, str } from "../language/message.ts";
import { packed, unpacked } from "./bounded.ts";
import { CLASSES, DOMAIN, type Point, SIZES } from "./drawing.ts";
import type { Given } from "./given.ts";

/** Steps of each coordinate. */
const STEPS = 1024;
/** Bytes of a point: 11 bits for each coordinate, 2 for the class. */
const BYTES = 3;

/** A coordinate as a step from 0 to 1024. */
function step(value: number): number {
  const share = (value - DOMAIN.low) / (DOMAIN.high - DOMAIN.low);
  return Math.min(STEPS, Math.max(0, Math.round(share * STEPS)));
}

function value(step: number): number {
  return DOMAIN.low + (Math.min(step, STEPS) / STEPS) * (DOMAIN.high - DOMAIN.low);
}

/** The block `d` of a link: points to the nearest 1/1024 of the square. Bytes of the same rank stand together, which packs better. */
export async function written(points: readonly Point[]): Promise<string> {
  const n = points.length;
  const bytes = new Uint8Array(BYTES * n);
  points.forEach(({ x, y, label }, i) => {
    const word = (step(x) << 13) | (step(y) << 2) | (label & 3);
    for (let b = 0; b < BYTES; b++) bytes[b * n + i] = word >> (8 * (BYTES - 1 - b));
  });
  const block = await packed(bytes, "deflate-raw");
  return btoa(String.fromCharCode(...block))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** The points of a block; a sentence where it is none. Never throws. */
export async function read(block: string): Promise<Point[] | string> {
  const broken = msg("The drawn points of this link cannot be read.");
  try {
    if (!/^[\w-]*$/.test(block)) return broken;
    const text = atob(block.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = await unpacked(
      Uint8Array.from(text, (c) => c.charCodeAt(0)),
      "deflate-raw",
      BYTES * SIZES.most,
    );
    const n = bytes.length / BYTES;
    if (!Number.isInteger(n)) return broken;
    return Array.from({ length: n }, (_, i) => {
      const word = Array.from({ length: BYTES }, (_, b) => bytes[b * n + i] ?? 0).reduce(
        (w, byte) => (w << 8) | byte,
        0,
      );
      return { x: value(word >> 13), y: value((word >> 2) & 2047), label: word & 3 };
    });
  } catch (why) {
    return why instanceof RangeError ? msg(str`The link holds more than ${SIZES.most} points.`) : broken;
  }
}

/** The points as rows. Classes keep their letters and colours: A to the last that was used. */
export function given(points: readonly Point[], name = "drawn points"): Given {
  const last = points.reduce((most, { label }) => Math.max(most, label), 1);
  return {
    name,
    x: Float32Array.from(points.flatMap(({ x, y }) => [x, y])),
    y: Uint32Array.from(points, ({ label }) => label),
    shape: [2],
    classes: CLASSES.slice(0, last + 1),
    columns: ["x", "y"],
    standardise: false,
  };
}
