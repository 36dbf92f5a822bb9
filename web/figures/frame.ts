/** What charts with two axes share: margins, ticks, names, rules. */

import { type Domain, named, type Scale, scaleOf, tick, ticksOf } from "./axis.ts";
import type { AxisSpec, FigureSpec } from "./figure.ts";
import { token } from "./role.ts";
import { type Shape, shape, words } from "./shape.ts";

/** The ranges that a figure's axes had. */
export interface Held {
  x?: Domain;
  y?: Domain;
}

/** How a figure is to be drawn. */
export interface Look {
  width: number;
  height: number;
  held?: Held | undefined;
  /** The series that has the attention. */
  focus?: number | undefined;
  /** Whether names stand in a legend beside the drawing. */
  isKeyed?: boolean;
  /** Series that are not shown; they keep their room. */
  hidden?: ReadonlySet<number>;
}

/** A name of a legend, with the series that it stands for. */
export interface Named {
  text: string;
  series: number[];
}

/** A place that can be read out. */
export interface Target {
  series: number;
  index: number;
  /** In pixels. */
  x: number;
  y: number;
  words: () => string;
}

/** A drawn figure. */
export interface Drawing {
  shapes: Shape[];
  targets: () => Target[];
  /** From pixels to values. */
  place?: (x: number, y: number) => { x: number; y: number };
  held?: Held;
  /** Whether the nearest target is looked for along x first: lines. */
  along?: boolean;
  /** Pixels within which a target is meant by the pointer, where they are not as for points. */
  reach?: number;
}

/** How a kind is drawn. */
export interface Mark {
  height(spec: FigureSpec, width: number): number;
  draw(spec: FigureSpec, look: Look): Drawing;
  /** What stands in a legend; nothing where all names find their places in the drawing. */
  legend?(spec: FigureSpec, width: number, height: number): Named[];
}

/** The room of a plot, and its scales. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: Scale;
  y: Scale;
  /** What lies behind the data, and what over it. */
  shapes: Shape[];
  over: Shape[];
  held: Held;
  place: (x: number, y: number) => { x: number; y: number };
}

/** The width of text, about: letters are narrow, middling or wide in every sans serif. */
export function textWidth(text: string, size = 12): number {
  const narrow = text.match(/[ijlt.,:;'’|!() [\]]/g)?.length ?? 0;
  const wide = text.match(/[mwMW%@]/g)?.length ?? 0;
  return (text.length * 0.615 - narrow * 0.26 + wide * 0.3) * size;
}

/** What a chart with two axes needs. */
export interface FrameOptions {
  x: Domain;
  y: Domain;
  /** Pixels right of the plot. */
  right?: number;
  /** Height of the plot over its width, where that is given. */
  aspect?: number;
  /** Other scales than the axes' own. */
  scales?: { x: (range: [number, number]) => Scale; y: (range: [number, number]) => Scale };
  /** Whether faint lines lead from the ticks. */
  lines?: boolean;
  /** No numbers, no lines. */
  bare?: boolean;
}

/** Lays a plot out and draws what lies behind the data. */
export function frame(spec: FigureSpec, look: Look, options: FrameOptions): Frame {
  const { width, height } = look;
  const top = spec.y?.label ? 30 : 14;
  const bottom = height - (spec.x?.label ? 42 : 26);
  const upright = scaleOf(spec.y, options.y, [bottom, top]);
  const yTicks = options.bare ? [] : ticksOf(spec.y, upright, (bottom - top) / 34);
  const left = options.bare ? 8 : Math.max(...yTicks.map((value) => textWidth(tick(spec.y, value))), 14) + 10;
  let right = width - (options.right ?? 16);
  let low = bottom;
  if (options.aspect) {
    const across = Math.min(right - left, (bottom - top) / options.aspect);
    right = left + across;
    low = top + across * options.aspect;
  }
  const x = options.scales?.x([left, right]) ?? scaleOf(spec.x, options.x, [left, right]);
  const y = options.scales?.y([low, top]) ?? scaleOf(spec.y, options.y, [low, top]);
  const shapes: Shape[] = [];
  if (spec.y?.label) shapes.push(words(named(spec.y, options.y), 0, 13, { class: "axis-name", fill: token("muted") }));
  for (const value of yTicks) {
    const at = y(value);
    if (options.lines !== false) shapes.push(hair(left, right, at, at));
    shapes.push(words(tick(spec.y, value), left - 8, at + 4, { fill: token("muted"), "text-anchor": "end" }));
  }
  if (!options.bare) shapes.push(...below(spec.x, x, left, right, low));
  else if (spec.x?.label) shapes.push(axisName(spec.x, options.x, left, right, low + 20));
  const over: Shape[] = [];
  rules(spec, x, y, { left, right, top, low }, { under: shapes, over });
  return {
    left,
    right,
    top,
    bottom: low,
    x,
    y,
    shapes,
    over,
    held: { x: options.x, y: options.y },
    place: (px, py) => ({ x: x.invert(px), y: y.invert(py) }),
  };
}

/** A horizontal axis: its line, ticks, numbers and name. */
export function below(axis: AxisSpec | undefined, scale: Scale, left: number, right: number, at: number): Shape[] {
  const ticks = ticksOf(axis, scale, (right - left) / 64);
  return [
    shape("line", { x1: left, x2: right, y1: at, y2: at, stroke: token("edge"), "stroke-width": 1 }),
    ...ticks.flatMap((value) => [
      shape("line", { x1: scale(value), x2: scale(value), y1: at, y2: at + 4, stroke: token("edge") }),
      words(tick(axis, value), scale(value), at + 18, { fill: token("muted"), "text-anchor": "middle" }),
    ]),
    ...(axis?.label ? [axisName(axis, scale.domain() as Domain, left, right, at + 36)] : []),
  ];
}

function axisName(axis: AxisSpec, domain: Domain, left: number, right: number, at: number): Shape {
  const name = named(axis, domain);
  // A long name stays on the figure: it may begin left of the plot.
  const middle = Math.max((left + right) / 2, textWidth(name) / 2);
  return words(name, middle, at, { class: "axis-name", fill: token("muted"), "text-anchor": "middle" });
}

/** A faint line. */
export function hair(x1: number, x2: number, y1: number, y2: number): Shape {
  return shape("line", { x1, x2, y1, y2, stroke: token("hair"), "stroke-width": 1 });
}

/** The named lines and the present place, under the data; their names lie over it. */
function rules(
  spec: FigureSpec,
  x: Scale,
  y: Scale,
  { left, right, top, low }: Record<"left" | "right" | "top" | "low", number>,
  { under, over }: Record<"under" | "over", Shape[]>,
): void {
  for (const rule of spec.rules ?? []) {
    const at = rule.axis === "x" ? x(rule.at) : y(rule.at);
    const ends = rule.axis === "x" ? { x1: at, x2: at, y1: top, y2: low } : { x1: left, x2: right, y1: at, y2: at };
    under.push(shape("line", { ...ends, stroke: token("muted"), "stroke-width": 1, "stroke-dasharray": "1 4" }));
    const late = at > (left + right) / 2;
    over.push(
      rule.axis === "x"
        ? words(rule.label, at + (late ? -5 : 5), top + 10, { ...halo("muted"), "text-anchor": late ? "end" : "start" })
        : words(rule.label, left + 6, at - 5, halo("muted")),
    );
  }
  if (spec.present?.x === undefined) return;
  const at = x(spec.present.x);
  const line = { x1: at, x2: at, y1: top, y2: low, stroke: token("edge"), "stroke-width": 1.5 };
  under.push(shape("line", { class: "present", ...line, "stroke-dasharray": "4 3" }));
}

/** Text that can be read on top of lines. */
export function halo(ink: string): Record<string, string | number> {
  return {
    fill: token(ink),
    stroke: token("surface"),
    "stroke-width": 3,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  };
}
