/** Two measures a model. */

import { msg } from "../../language/message.ts";
import { domainOf } from "../axis.ts";
import type { Series } from "../figure.ts";
import { type Frame, frame, type Mark, textWidth } from "../frame.ts";
import { marker, pathOf, styleOf, token } from "../role.ts";
import { group, type Shape, shape, words } from "../shape.ts";
import { at, targets, valuesOf } from "./curve.ts";
import { named } from "./names.ts";

/** Points of a series beyond which it is one path of dots. */
export const MANY = 1000;

/** The height at which a square plot fills a card, below a highest one. */
export const squarish = (width: number): number => Math.min(420, Math.max(260, width + 16));

export const scatter: Mark = {
  height: (spec, width) => (spec.identity ? squarish(width) : Math.min(360, Math.max(250, width * 0.55))),
  draw(spec, look) {
    const series = spec.series ?? [];
    let x = domainOf(
      spec.x,
      series.flatMap((one) => Array.from(one.x)),
      look.held?.x,
    );
    let y = domainOf(spec.y, valuesOf(series), look.held?.y);
    // Where units agree, both axes have one range: the diagonal is where they are equal.
    if (spec.identity) x = y = [Math.min(x[0], y[0]), Math.max(x[1], y[1])];
    const f = frame(spec, look, { x, y, right: 24, ...(spec.identity ? { aspect: 1 } : {}) });
    return {
      shapes: [
        ...f.shapes,
        ...(spec.identity ? diagonal(f, msg("equal")) : []),
        ...series.map((one, i) => points(one, f, look.focus === undefined || look.focus === i)),
        ...f.over,
        ...named(series, f),
      ],
      targets: () => targets(spec, f),
      place: f.place,
      held: f.held,
    };
  },
};

/** The line y = x, and what it means. */
export function diagonal(f: Frame, text: string): Shape[] {
  const line = { x1: f.left, y1: f.bottom, x2: f.right, y2: f.top };
  const [x, y] = [f.right - textWidth(text) - 8, f.top + 14];
  return [
    shape("line", { ...line, stroke: token("muted"), "stroke-width": 1, "stroke-dasharray": "1 4" }),
    words(text, x - 8, y, { fill: token("muted") }),
  ];
}

/** The points of a series; a line where they are joined, or where they are a reference. */
export function points(series: Series, f: Pick<Frame, "x" | "y">, bright = true): Shape {
  const look = styleOf(series);
  const places = at(series, f);
  const finite = places.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const isLine = series.joined || series.role === "reference" || series.role === "chance";
  const out: Shape[] = [];
  if (isLine) {
    const stroke = { fill: "none", stroke: look.colour, "stroke-width": look.width, "stroke-dasharray": look.dash };
    out.push(shape("path", { class: "line", d: pathOf(places), ...stroke }));
  }
  if (finite.length > MANY) out.push(dust(finite, look.colour));
  else if (!isLine) out.push(...finite.map(([x, y]) => marker(look, x, y, finite.length > 200 ? 22 : 52)));
  return group({ class: `series role-${series.role}`, opacity: bright ? undefined : 0.35 }, out);
}

/** Very many points: one path whose every part is a dot. */
export function dust(places: readonly [number, number][], colour: string): Shape {
  const d = places.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("");
  return shape("path", {
    class: "dust",
    d,
    fill: "none",
    stroke: colour,
    "stroke-width": 3,
    "stroke-linecap": "round",
    "stroke-opacity": 0.55,
  });
}
