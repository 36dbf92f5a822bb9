/** Runs that were computed earlier and shipped. */

import type { FigureSpec } from "../figures/figure.ts";
import type { Card } from "./entry.ts";

/** The figure with the badge of what was recorded, in its head and in its marks. */
export function asRecorded(figure: FigureSpec): FigureSpec {
  const series = figure.series?.map((one) => (one.badge === "live" ? { ...one, badge: "recorded" as const } : one));
  return { ...figure, badge: "recorded", ...(series ? { series } : {}) };
}

/** The figure that stands first: the one that the tour begins with. */
export function leadOf(card: Card, all: readonly FigureSpec[]): string | undefined {
  return (all.find(({ id }) => id === card.tour[0]?.figure) ?? all[0])?.id;
}
