/** The kinds that most pages show. */

import type { FigureKind } from "../figure.ts";
import type { Mark } from "../frame.ts";
import { bars } from "./bars.ts";
import { curve } from "./curve.ts";
import { dots } from "./dots.ts";
import { landscape } from "./landscape.ts";
import { reliability } from "./reliability.ts";
import { scatter } from "./scatter.ts";
import { trace } from "./trace.ts";

/** The marks that come with the element; the others are fetched when one is shown. */
export const COMMON: Partial<Record<FigureKind, Mark>> = {
  bars,
  curve,
  dots,
  landscape,
  reliability,
  scatter,
  trace,
};
