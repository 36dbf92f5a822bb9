/** Where the reader is in a figure, and how keys and the pointer move that. */

import type { Target } from "./frame.ts";

/** A place among the targets. */
export interface Cursor {
  series: number;
  index: number;
  /** Whether it stays where it is when the pointer moves. */
  isHeld: boolean;
}

/** Points that Page Up and Page Down pass. */
const PAGE = 10;

/** The target that a cursor is at. */
export function targetAt(targets: readonly Target[], cursor: Cursor | undefined): Target | undefined {
  return targets.find((one) => one.series === cursor?.series && one.index === cursor.index);
}

/** Where a key leads; undefined where it is not a key of the cursor. */
export function moved(targets: readonly Target[], cursor: Cursor | undefined, key: string): Cursor | undefined {
  const here = targetAt(targets, cursor);
  const row = targets.filter((one) => one.series === (here ?? targets[0])?.series);
  const place = here ? row.indexOf(here) : -1;
  const along: Record<string, number> = {
    ArrowRight: place + 1,
    ArrowLeft: here ? place - 1 : row.length - 1,
    Home: 0,
    End: row.length - 1,
    PageDown: place + PAGE,
    PageUp: place - PAGE,
  };
  const to = along[key];
  if (to !== undefined) return cursorOf(row[Math.min(row.length - 1, Math.max(0, to))]);
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  if (!here) return cursorOf(row[0]);
  return cursorOf(neighbour(targets, here, key === "ArrowUp" ? -1 : 1));
}

/** The point of the next series that lies nearest along x. Series come as they are listed, from above, and do not wrap. */
function neighbour(targets: readonly Target[], here: Target, step: number): Target {
  const all = [...new Set(targets.map((one) => one.series))];
  const series = all[all.indexOf(here.series) + step] ?? here.series;
  if (series === here.series) return here;
  return nearest(
    targets.filter((one) => one.series === series),
    (one) => Math.abs(one.x - here.x) + Math.abs(one.y - here.y) * 1e-3,
  ) as Target;
}

/** The target that the pointer means: within reach, or along lines the nearest one at its x. */
export function pointed(
  targets: readonly Target[],
  x: number,
  y: number,
  along: boolean,
  reach = 28,
): Target | undefined {
  const weight = along ? 8 : 1;
  const found = nearest(targets, (one) => Math.hypot((one.x - x) * weight, one.y - y));
  if (!found) return undefined;
  return along || Math.hypot(found.x - x, found.y - y) <= reach ? found : undefined;
}

function nearest(targets: readonly Target[], distance: (one: Target) => number): Target | undefined {
  let [best, least]: [Target | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const one of targets) {
    const far = distance(one);
    if (far < least) [best, least] = [one, far];
  }
  return best;
}

/** The cursor at a target. */
export function cursorOf(target: Target | undefined): Cursor | undefined {
  return target && { series: target.series, index: target.index, isHeld: false };
}
