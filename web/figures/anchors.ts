/** What stands on a map whose plane goes through rows of more than two features. */

import { type MapFigure, mark } from "./map.ts";
import { places } from "./region.ts";
import { stamp, traced } from "./stamp.ts";

/** The three rows that the plane goes through, as what they look like or as marks, and the names of the classes. */
export function anchors(context: CanvasRenderingContext2D, figure: MapFigure, size: number, large: boolean): void {
  const { map, plane, recipe, theme } = figure;
  const isSeen = large && (recipe.side ?? recipe.length) !== undefined;
  const image = isSeen ? Math.round(size / 9) : 0;
  plane.anchors.forEach(([x, y], i) => {
    const row = plane.rows[i];
    // With two classes the third row may be of either.
    const own = i < recipe.classes.length ? i : 3;
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
  const taken = image || 16;
  for (const place of places(map, 0.045)) {
    const name = recipe.classes[place.winner] ?? "";
    const half = context.measureText(name).width / 2 + 4;
    const [x, y] = [Math.min(size - half, Math.max(half, place.x * size)), place.y * size];
    const covered = plane.anchors.some(([s, t]) => Math.hypot(s * size - x, t * size - y) < taken);
    if (covered || isShown(figure, place.winner)) continue;
    context.lineWidth = 4;
    context.strokeStyle = theme.middle;
    context.fillStyle = theme.ink;
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
  }
}

/** Whether the image of a class lies where the class wins: then it needs no name. */
function isShown({ map, plane, recipe }: MapFigure, winner: number): boolean {
  const anchor = plane.anchors[winner];
  if (!anchor || recipe.side === undefined) return false;
  const [x, y] = anchor.map((place) => Math.floor(place * map.side));
  return map.winner[(y ?? 0) * map.side + (x ?? 0)] === winner;
}
