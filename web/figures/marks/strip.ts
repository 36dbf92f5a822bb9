/** Distributions, one a row: every point, the median, the quartiles. */

import { quantile } from "d3-array";
import { msg, str } from "../../language/message.ts";
import { domainOf, say } from "../axis.ts";
import type { Series } from "../figure.ts";
import type { Mark } from "../frame.ts";
import { marker, nameOf, styleOf, token } from "../role.ts";
import { type Shape, shape } from "../shape.ts";
import { valuesOf } from "./curve.ts";
import { heightOf, type Rows, rows } from "./rows.ts";
import { dust, MANY } from "./scatter.ts";

const STRIP = 52;

export const strip: Mark = {
  height: (spec) => heightOf(spec.series?.length ?? 0, STRIP),
  draw(spec, look) {
    const series = spec.series ?? [];
    const domain = domainOf(spec.y, valuesOf(series), look.held?.y);
    const f = rows(series.map(nameOf), spec.y, domain, look, { lines: false });
    return {
      shapes: [...f.shapes, ...series.flatMap((one, row) => [...cloud(one, row, f), ...quartiles(one, row, f)])],
      targets: () =>
        series.flatMap((one, row) =>
          Array.from(one.y, (value, index) => ({ value, index }))
            .filter(({ value }) => Number.isFinite(value))
            .sort((a, b) => a.value - b.value)
            .map(({ value, index }) => ({
              series: row,
              index,
              x: f.x(value),
              y: f.y(row) + jitter(index),
              words: () => msg(str`${one.names?.[index] ?? nameOf(one)}: ${say(spec.y, value)}`),
            })),
        ),
      held: { y: domain },
    };
  },
};

/** Off the row's middle by a fixed amount for each place: the golden section never repeats and never clumps. */
const jitter = (i: number) => (((i + 1) * 0.618_033_988_75) % 1) * 26 - 13;

function cloud(one: Series, row: number, f: Rows): Shape[] {
  const style = styleOf(one);
  const places = Array.from(one.y, (value, i): [number, number] => [f.x(value), f.y(row) + jitter(i)]);
  const finite = places.filter(([x]) => Number.isFinite(x));
  if (finite.length > MANY) return [dust(finite, style.colour)];
  const small = { "fill-opacity": 0.6, "stroke-width": style.hollow ? 1.25 : 0.5 };
  return finite.map(([x, y]) => marker(style, x, y, finite.length > 100 ? 18 : 34, small));
}

function quartiles(one: Series, row: number, f: Rows): Shape[] {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) =>
    quantile(Array.from(one.y).filter(Number.isFinite), share),
  );
  if (low === undefined || middle === undefined || high === undefined) return [];
  const y = f.y(row);
  const line = { stroke: token("ink"), y1: y, y2: y };
  const halo = { stroke: token("surface") };
  const box = { x1: f.x(low), x2: f.x(high) };
  const tick = { x1: f.x(middle), x2: f.x(middle), y1: y - 13, y2: y + 13 };
  return [
    shape("line", { ...line, ...box, ...halo, "stroke-width": 6 }),
    shape("line", { ...line, ...box, "stroke-width": 2.5 }),
    shape("line", { ...tick, ...halo, "stroke-width": 6 }),
    shape("line", { ...tick, stroke: token("ink"), "stroke-width": 2.5 }),
  ];
}
