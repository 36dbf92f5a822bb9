/** What leaves an element: figures as pictures, numbers as files. Fetched with the first that is asked for. */

import { describe } from "../figures/describe.ts";
import { csv, file, png } from "../figures/export.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { tokensOf } from "../figures/palette.ts";
import type { Live } from "./live.ts";
import type { Wanted } from "./wishes.ts";

/** The figure of a name, the first one without; an error that names those there are. */
export function figureOf(live: Live, id?: string): FigureSpec {
  const all = live.figures;
  const found = id === undefined ? all[0] : all.find((one) => one.id === id);
  if (!found) throw new RangeError(`figure: must be one of ${all.map((one) => one.id).join(", ") || "none yet"}.`);
  return found;
}

function formatOf(format: string | undefined, known: readonly string[]): string {
  const wanted = format ?? known[0] ?? "";
  if (!known.includes(wanted)) throw new RangeError(`format: must be one of ${known.join(", ")}.`);
  return wanted;
}

/** A figure as a picture. */
export async function picture(live: Live, wanted: Wanted): Promise<Blob> {
  const format = formatOf(wanted.format, ["svg", "png"]);
  const scale = wanted.scale ?? 2;
  if (!(scale >= 1 && scale <= 4)) throw new RangeError("scale: must be from 1 to 4.");
  const svg = file(figureOf(live, wanted.figure), tokensOf(live.frame), live.source);
  return format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await png(svg, scale);
}

/** A figure's numbers, or all that was measured. */
export function numbers(live: Live, wanted: Wanted): Blob {
  if (wanted.figure === undefined && wanted.format !== "csv") {
    formatOf(wanted.format, ["json"]);
    return new Blob([JSON.stringify({ ...live.source, results: live.results ?? null })], { type: "application/json" });
  }
  const figure = figureOf(live, wanted.figure);
  return formatOf(wanted.format, ["csv", "json"]) === "csv"
    ? new Blob([csv(figure, live.source)], { type: "text/csv" })
    : new Blob([JSON.stringify({ ...live.source, figure })], { type: "application/json" });
}

/** A figure in words. */
export function words(live: Live, id: string, length: "short" | "long"): string {
  return describe(figureOf(live, id), length);
}
