/** How roles look: one colour, line style and marker everywhere. Colours are the tokens of the style sheet. */

import { line, type SymbolType, symbol, symbolCircle, symbolDiamond2, symbolSquare, symbolTriangle } from "d3-shape";
import { msg, str } from "../language/message.ts";
import type { Badge, Role, Series } from "./figure.ts";
import { type Shape, shape } from "./shape.ts";

/** A token of the style sheet as a colour. */
export const token = (name: string): string => `var(--sp-${name})`;

/** The look of a role. */
export interface Style {
  colour: string;
  /** Of its name. */
  ink: string;
  width: number;
  dash: string | undefined;
  form: SymbolType | undefined;
  hollow: boolean;
}

const style = (
  name: string,
  width: number,
  form?: SymbolType,
  more: { ink?: string; dash?: string; hollow?: boolean } = {},
): Style => ({
  colour: token(name),
  ink: token(more.ink ?? name),
  width,
  dash: more.dash,
  form,
  hollow: more.hollow ?? false,
});

/** The looks of the roles. */
export const STYLES: Record<Role, Style> = {
  member: style("member", 1, undefined, { ink: "muted" }),
  single: style("single", 2, symbolCircle),
  ensemble: style("ensemble", 2.5, symbolSquare),
  soup: style("soup", 2.5, symbolDiamond2),
  student: style("student", 2, symbolTriangle, { dash: "6 3" }),
  reference: style("ink", 1.5, symbolCircle, { dash: "2 3", hollow: true }),
  chance: style("muted", 1, undefined, { dash: "1 4" }),
};

/** The look of a series: pins are ghosts, what was recorded is hollow, what is printed is a reference. */
export function styleOf(series: Pick<Series, "role" | "badge" | "pin" | "dashed">): Style {
  const own = STYLES[series.badge === "paper" ? "reference" : series.role];
  if (series.pin) return { ...own, width: 1, dash: "2 2", hollow: true };
  return {
    ...own,
    dash: series.dashed ? (own.dash ?? "6 3") : own.dash,
    hollow: own.hollow || series.badge === "recorded",
  };
}

/** Where numbers come from, in a word. */
export function badgeWords(badge: Badge): string {
  return badge === "live" ? msg("live") : badge === "recorded" ? msg("recorded") : msg("paper");
}

/** The name of a series, with its pin and its badge. */
export function nameOf(series: Pick<Series, "label" | "badge" | "pin">): string {
  const { badge, label } = series;
  const name = badge && badge !== "live" ? msg(str`${label} (${badgeWords(badge)})`) : label;
  return series.pin ? `${series.pin} ${name}` : name;
}

/** The name of a point, with its pin; that of its series where it has none. */
export function nameAt(series: Pick<Series, "label" | "badge" | "pin" | "names">, i: number): string {
  const own = series.names?.[i];
  return own === undefined ? nameOf(series) : `${series.pin ? `${series.pin} ` : ""}${own}`;
}

const outlines = new Map<string, string>();

/** The marker of a role at a place; roles without one get a small disc. */
export function marker(
  look: Style,
  x: number,
  y: number,
  area = 46,
  more: Record<string, string | number> = {},
): Shape {
  const form = look.form ?? symbolCircle;
  const size = look.form === symbolCircle ? area * 0.9 : area;
  const key = `${form === symbolCircle ? 0 : form === symbolSquare ? 1 : form === symbolDiamond2 ? 2 : 3} ${size}`;
  const d = outlines.get(key) ?? symbol(form, size)() ?? "";
  outlines.set(key, d);
  return shape("path", {
    class: "marker",
    d,
    transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`,
    fill: look.hollow ? token("surface") : look.colour,
    stroke: look.hollow ? look.colour : token("surface"),
    "stroke-width": look.hollow ? 1.5 : 1,
    ...more,
  });
}

/** A line through places; a gap where one is missing. */
export function pathOf(places: Iterable<[number, number]>): string {
  const make = line<[number, number]>()
    .defined(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .digits(1);
  return make(places) ?? "";
}
