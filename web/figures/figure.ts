/** A figure as data. The screen, the SVG file, the table, the words and the sound are all made from it. */

/** What a mark stands for; each has one colour, line style and marker everywhere. */
export type Role = "member" | "single" | "ensemble" | "soup" | "student" | "reference" | "chance";

/** Where numbers come from: computed here and now, computed earlier and shipped, or printed by authors. */
export type Badge = "live" | "recorded" | "paper";

/** The forms that a figure can have. */
export type FigureKind =
  | "boundary"
  | "multiples"
  | "curve"
  | "scatter"
  | "dots"
  | "bars"
  | "stack"
  | "heat"
  | "landscape"
  | "trace"
  | "reliability"
  | "matrix"
  | "strip"
  | "histogram"
  | "simplex"
  | "map2d"
  | "text"
  | "images"
  | "graph"
  | "table";

/** An axis, or the measure of a horizontal chart. */
export interface AxisSpec {
  label: string;
  unit?: string;
  scale?: "linear" | "log";
  /** Without one the axis follows the data; it may grow, and never shrinks while the figure's key is the same. */
  domain?: [number, number];
  /** As d3-format reads it. A format in per cent makes an axis of shares: from a round number below the data to 1. */
  format?: string;
  ticks?: number[];
  /** Which end is the good one. Losses, errors and risks are better low, all else high. */
  better?: "high" | "low";
  /** Of shares: what guessing reaches, the lowest start of the axis. */
  chance?: number;
}

/**
 * Points that belong together. Where `y` is not finite a line has a gap. In horizontal charts (dots, bars, strip)
 * and histograms `y` holds the measure, whose axis is the figure's `y`, and `names` the rows.
 */
export interface Series {
  id: string;
  role: Role;
  label: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** The limits of an interval around `y`. */
  lo?: ArrayLike<number>;
  hi?: ArrayLike<number>;
  /** Repetitions, or rows, that the interval counts on. */
  n?: number;
  interval?: "t95" | "wilson95";
  badge?: Badge;
  /** One a point. */
  names?: readonly string[];
  /** How many rows a point stands for: reliability. */
  count?: ArrayLike<number>;
  /** Whether a step was accepted: trace. */
  kept?: readonly boolean[];
  /** Why, one a point. */
  notes?: readonly string[];
  /** Whether each point of a line has a marker. */
  marked?: boolean;
  dashed?: boolean;
  /** Whether points are joined in their order: scatter and map2d. */
  joined?: boolean;
  /** The name of the pinned run that this is a ghost of. */
  pin?: string;
}

/** Values on a grid, row by row from the lowest y. */
export interface GridSpec {
  x: readonly number[];
  y: readonly number[];
  values: ArrayLike<number>;
  label: string;
  unit?: string;
  /** As d3-format reads it. */
  format?: string;
  palette: "sequential" | "diverging";
  better?: "high" | "low";
}

/** A model at a place. */
export interface PointSpec {
  x: number;
  y: number;
  role: Role;
  label: string;
}

/** A named line across the figure. */
export interface RuleSpec {
  axis: "x" | "y";
  at: number;
  label: string;
}

/** What a model decides on a square of the plane, rows from above, as `Decisions`, and its name. */
export interface MapSpec {
  label: string;
  role?: Role;
  side: number;
  winner: ArrayLike<number>;
  /** Of the winner, 0 to 255. */
  share: ArrayLike<number>;
  /** Share of test rows it is right on. */
  accuracy?: number;
}

/** The plane that maps show; places from the upper left, 0 to 1. */
export interface PlaneSpec {
  anchors: [number, number][];
  rows: number[][];
  points: [number, number][];
  /** Of each point. */
  classes: number[];
  /** Names of the classes. */
  names: string[];
  /** Width and height of an image; absent for points. */
  side?: number;
}

/** Counts of what is against what was said. */
export interface MatrixSpec {
  rows: readonly string[];
  columns: readonly string[];
  /** Row by row. */
  values: ArrayLike<number>;
  of: "count" | "share";
}

/** Parts of a whole, one bar a row. Signed parts diverge from zero. */
export interface StackSpec {
  parts: readonly string[];
  rows: readonly { label: string; values: ArrayLike<number> }[];
}

/** Small pictures; values 0 to 1, row by row, one or three channels a pixel. */
export interface ImagesSpec {
  width: number;
  /** 1 for signals, which are drawn as lines. */
  height: number;
  items: readonly { pixels: ArrayLike<number>; label: string; said: string; share?: number; note?: string }[];
}

/** A word, or a piece of one. */
export interface WordSpec {
  text: string;
  /** Shown as shade, 0 to 1. */
  value?: number;
  /** Shown as underline, 0 to 1. */
  second?: number;
  wrong?: boolean;
  /** The model that wrote it. */
  role?: Role;
  /** The most probable words, with their probabilities. */
  candidates?: readonly [string, number][];
}

/** Lines of words; what the two values are. */
export interface TextSpec {
  value?: string;
  second?: string;
  lines: readonly (readonly WordSpec[])[];
}

/** Boxes in layers from left to right, and what flows between them. */
export interface GraphSpec {
  nodes: readonly { id: string; label: string; layer: number; role?: Role; detail?: string }[];
  edges: readonly { from: string; to: string; label?: string; dashed?: boolean }[];
}

/** A column of a table. */
export interface ColumnSpec {
  label: string;
  unit?: string;
  align?: "left" | "right";
  /** As d3-format reads it. */
  format?: string;
}

/** One cell of a table. */
export type Cell = string | number | null;

/** A figure. */
export interface FigureSpec {
  id: string;
  kind: FigureKind;
  /** What is shown. */
  title: string;
  /** How it was measured. */
  caption: string;
  /** What it says now. */
  sentence: string;
  /** Axes start anew when it changes. The figure's id where it is absent. */
  key?: string;
  badge?: Badge;
  x?: AxisSpec;
  y?: AxisSpec;
  series?: readonly Series[];
  grid?: GridSpec;
  points?: readonly PointSpec[];
  rules?: readonly RuleSpec[];
  /** The place that the hand has chosen. */
  present?: { x?: number; y?: number };
  /** Draws the line y = x: scatter. */
  identity?: boolean;
  /** The order of rows in horizontal charts. */
  order?: "given" | "value";
  /** Bins of a histogram, or steps of a landscape. */
  steps?: number;
  /** The corners of a simplex; x is the share of the first, y of the second. */
  corners?: readonly [string, string, string];
  maps?: readonly MapSpec[];
  plane?: PlaneSpec;
  matrix?: MatrixSpec;
  stack?: StackSpec;
  images?: ImagesSpec;
  text?: TextSpec;
  graph?: GraphSpec;
  columns?: readonly ColumnSpec[];
  rows?: readonly (readonly Cell[])[];
}

/** Whether a figure has nothing to draw. */
export function isEmpty(spec: FigureSpec): boolean {
  const has = (all: ArrayLike<unknown> | undefined) => (all?.length ?? 0) > 0;
  const { series, grid, matrix, stack, images, text, graph, maps, rows, points } = spec;
  return !(
    series?.some(({ y }) => y.length > 0) ||
    [grid?.values, matrix?.values, stack?.rows, images?.items, text?.lines, graph?.nodes, maps, rows, points].some(has)
  );
}

/** Whether a figure can be heard: it has a line or points in an order. */
export function canHear({ kind, series }: FigureSpec): boolean {
  const isHeard = ["curve", "trace", "reliability", "scatter"].includes(kind);
  return isHeard && (series ?? []).some(({ role, x }) => x.length > 1 && role !== "chance");
}
