/** The kinds of figures that are drawn; each is fetched with the first figure that has it. */

import { Late } from "../../late.ts";
import type { FigureKind } from "../figure.ts";
import type { Mark } from "../frame.ts";

/** Kinds with a drawing: tables and maps on canvases have none. */
export type Drawn = Exclude<FigureKind, "table" | "boundary" | "multiples">;

/** The marks by kind. */
export const marks = new Late<Record<Drawn, Mark>>({
  bars: async () => (await import("./bars.ts")).bars,
  curve: async () => (await import("./curve.ts")).curve,
  dots: async () => (await import("./dots.ts")).dots,
  graph: async () => (await import("./graph.ts")).graph,
  heat: async () => (await import("./heat.ts")).heat,
  histogram: async () => (await import("./histogram.ts")).histogram,
  images: async () => (await import("./images.ts")).images,
  landscape: async () => (await import("./landscape.ts")).landscape,
  map2d: async () => (await import("./map2d.ts")).map2d,
  matrix: async () => (await import("./matrix.ts")).matrix,
  reliability: async () => (await import("./reliability.ts")).reliability,
  scatter: async () => (await import("./scatter.ts")).scatter,
  simplex: async () => (await import("./simplex.ts")).simplex,
  stack: async () => (await import("./stack.ts")).stack,
  strip: async () => (await import("./strip.ts")).strip,
  text: async () => (await import("./text.ts")).text,
  trace: async () => (await import("./trace.ts")).trace,
});
