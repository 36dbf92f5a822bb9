/** Any figure as a table on the page. */

import type { TemplateResult } from "lit";
import type { FigureSpec } from "./figure.ts";
import { listing } from "./listing.ts";
import { cells } from "./table.ts";

/** The table of a figure. */
export function sheet(figure: FigureSpec): TemplateResult {
  return listing({ ...figure, ...cells(figure) });
}
