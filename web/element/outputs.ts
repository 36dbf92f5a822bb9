/** What leaves an element: figures as pictures, numbers as files. */

import { csv, file, png } from "../figures/export.ts";
import { tokensOf } from "../figures/palette.ts";
import { toldFigure } from "../figures/told.ts";
import { figureOf, type Subject } from "./subject.ts";
import type { Wanted } from "./wishes.ts";

function formatOf(format: string | undefined, known: readonly string[]): string {
  const wanted = format ?? known[0] ?? "";
  if (!known.includes(wanted)) throw new RangeError(`format: must be one of ${known.join(", ")}.`);
  return wanted;
}

/** A figure as a picture. */
export async function picture(of: Subject, wanted: Wanted): Promise<Blob> {
  const format = formatOf(wanted.format, ["svg", "png"]);
  const scale = wanted.scale ?? 2;
  if (!(scale >= 1 && scale <= 4)) throw new RangeError("scale: must be from 1 to 4.");
  const svg = file(toldFigure(figureOf(of, wanted.figure)), tokensOf(of.frame), of.source);
  return format === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await png(svg, scale);
}

/** A figure's numbers, or all that was measured. */
export function numbers(of: Subject, wanted: Wanted): Blob {
  if (wanted.figure === undefined && wanted.format !== "csv") {
    formatOf(wanted.format, ["json"]);
    return new Blob([JSON.stringify({ ...of.source, results: of.results ?? null })], { type: "application/json" });
  }
  const figure = figureOf(of, wanted.figure);
  return formatOf(wanted.format, ["csv", "json"]) === "csv"
    ? new Blob([csv(toldFigure(figure), of.source)], { type: "text/csv" })
    : new Blob([JSON.stringify({ ...of.source, figure })], { type: "application/json" });
}
