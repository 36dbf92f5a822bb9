/** What an element can tell of: its figures, and one of them in words. */

import { describe } from "../figures/describe.ts";
import type { Source } from "../figures/export.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { toldFigure } from "../figures/told.ts";

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

/** A figure in words. */
export function words(of: Subject, id: string, length: "short" | "long"): string {
  return describe(toldFigure(figureOf(of, id)), length);
}
