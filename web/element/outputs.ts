/** What leaves an element: figures as pictures, numbers as files. */

import { describe } from "../figures/describe.ts";
import { csv, file, png, type Source } from "../figures/export.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { tokensOf } from "../figures/palette.ts";
import { toldFigure } from "../figures/told.ts";
import type { Wanted } from "./wishes.ts";

/** What it is taken from. */
export interface Subject {
  figures: readonly FigureSpec[];
  results: unknown;
  /** What stands at the foot of files. */
  source: Source;
  /** What is drawn in: its colours are those of files. */
  frame: Element;
}

/** The figure of a name, the first one without; an error that names those there are. */
export function figureOf(of: Subject, id?: string): FigureSpec {
  const all = of.figures;
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

/** A figure in words. */
export function words(of: Subject, id: string, length: "short" | "long"): string {
  return describe(toldFigure(figureOf(of, id)), length);
}
