/** What stands on a map whose plane goes through rows, in a drawing: as `anchors.ts` draws it on a canvas. */

import { EITHER } from "../../theme.ts";
import { fromLevels } from "../bitmap.ts";
import type { MapSpec, PlaneSpec } from "../figure.ts";
import { halo, textWidth } from "../frame.ts";
import { named } from "../region.ts";
import { token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { colour, outline } from "./classes.ts";

/** The rows that the plane goes through, as images where there is room and else as marks, and the names of the classes. */
export function anchors(map: MapSpec, plane: PlaneSpec, size: number): Shape[] {
  const large = size >= 170;
  const image = large && plane.side !== undefined ? Math.round(size / 9) : 0;
  const rows = plane.anchors.flatMap(([x, y], i): Shape[] => {
    const own = i < plane.names.length ? i : EITHER;
    const ink = token(colour(own));
    const row = plane.rows[i];
    const at: [number, number] = [x * size, y * size];
    return row && image ? stamp(row, plane.side ?? 1, at, image, ink) : [mark(own, at, large ? 6 : 4)];
  });
  return large ? [...rows, ...names(map, plane, size, image || 16)] : rows;
}

/** A row of numbers from 0 to 1 as an image, light on dark, with a frame. */
function stamp(row: readonly number[], side: number, [x, y]: [number, number], size: number, fill: string): Shape[] {
  const level = (i: number) => Math.round(255 * Math.min(1, Math.max(0, row[i] ?? 0)));
  const [left, top] = [Math.round(x - size / 2), Math.round(y - size / 2)];
  const box = { x: left, y: top, width: size, height: size, href: fromLevels(side, side, level) };
  return [
    shape("rect", { class: "anchor", x: left - 3, y: top - 3, width: size + 6, height: size + 6, fill }),
    shape("image", { ...box, "image-rendering": "pixelated", preserveAspectRatio: "none" }),
  ];
}

function mark(own: number, [x, y]: [number, number], radius: number): Shape {
  const d = outline(own, Math.PI * radius * radius);
  const transform = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  const edge = { stroke: token("surface"), "stroke-width": 1.25 };
  return shape("path", { class: "anchor", d, transform, fill: token(colour(own)), ...edge });
}

function names(map: MapSpec, { anchors, names, side }: PlaneSpec, size: number, taken: number): Shape[] {
  const bytes = { side: map.side, winner: Uint8Array.from(map.winner), share: Uint8Array.from(map.share) };
  const rows = { anchors, areImages: side !== undefined, names };
  const look = { ...halo("ink"), stroke: token("middle"), "stroke-width": 4 };
  return named(bytes, rows, size, taken, (name) => textWidth(name, 13)).map(({ name, x, y }) =>
    words(name, x, y + 4.5, { ...look, "text-anchor": "middle", "font-weight": 600, "font-size": 13 }),
  );
}
