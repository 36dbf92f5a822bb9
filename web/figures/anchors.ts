/** What stands on a map whose plane goes through rows of more than two features. */

import { EITHER } from "../theme.ts";
import { type MapFigure, mark } from "./map.ts";
import { named } from "./region.ts";
import { stamp, traced } from "./stamp.ts";

/** The three rows that the plane goes through, as what they look like or as marks, and the names of the classes. */
export function anchors(context: CanvasRenderingContext2D, figure: MapFigure, size: number, large: boolean): void {
  const { map, plane, recipe, theme } = figure;
  const isSeen = large && (recipe.side ?? recipe.length) !== undefined;
  const image = isSeen ? Math.round(size / 9) : 0;
  plane.anchors.forEach(([x, y], i) => {
    const row = plane.rows[i];
    const own = i < recipe.classes.length ? i : EITHER;
    const place: [number, number] = [x * size, y * size];
    const frame = theme.classes[own] ?? theme.ink;
    if (!isSeen || !row) mark(context, own, ...place, large ? 6 : 4, theme, true);
    else if (recipe.side === undefined) traced(context, row, place, image, frame, theme);
    else stamp(context, row, recipe.side, place, image, frame);
  });
  if (!large) return;
  context.font = "600 13px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  const rows = { anchors: plane.anchors, areImages: recipe.side !== undefined, names: recipe.classes };
  const width = (name: string) => context.measureText(name).width;
  for (const { name, x, y } of named(map, rows, size, image || 16, width)) {
    context.lineWidth = 4;
    context.strokeStyle = theme.middle;
    context.fillStyle = theme.ink;
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
  }
}
