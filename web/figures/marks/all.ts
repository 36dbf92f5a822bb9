/** How each kind of figure is drawn. */

import type { FigureKind } from "../figure.ts";
import type { Mark } from "../frame.ts";
import { bars } from "./bars.ts";
import { boundary, multiples } from "./boundary.ts";
import { curve } from "./curve.ts";
import { dots } from "./dots.ts";
import { graph } from "./graph.ts";
import { heat } from "./heat.ts";
import { histogram } from "./histogram.ts";
import { images } from "./images.ts";
import { landscape } from "./landscape.ts";
import { map2d } from "./map2d.ts";
import { matrix } from "./matrix.ts";
import { reliability } from "./reliability.ts";
import { scatter } from "./scatter.ts";
import { simplex } from "./simplex.ts";
import { stack } from "./stack.ts";
import { strip } from "./strip.ts";
import { table } from "./table.ts";
import { text } from "./text.ts";
import { trace } from "./trace.ts";

/** The marks by kind. */
export const MARKS: Record<FigureKind, Mark> = {
  boundary,
  multiples,
  curve,
  scatter,
  dots,
  bars,
  stack,
  heat,
  landscape,
  trace,
  reliability,
  matrix,
  strip,
  histogram,
  simplex,
  map2d,
  text,
  images,
  graph,
  table,
};
