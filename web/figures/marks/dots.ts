/** One measure a row: a dot and its 95 % interval; zero is not forced. */

import { domainOf, say } from "../axis.ts";
import { type Mark, textWidth } from "../frame.ts";
import { marker, styleOf, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { interval, valuesOf } from "./curve.ts";
import { heightOf, rows, rowsOf } from "./rows.ts";

export const dots: Mark = {
  height: (spec) => heightOf(rowsOf(spec).length),
  draw(spec, look) {
    const all = rowsOf(spec);
    const series = spec.series ?? [];
    const domain = domainOf(spec.y, valuesOf(series), look.held?.y);
    const texts = all.map(({ value }) => say(spec.y, value));
    const right = Math.max(...texts.map((text) => textWidth(text)), 0) + 16;
    const f = rows(
      all.map(({ name }) => name),
      spec.y,
      domain,
      look,
      { right },
    );
    const shapes = all.flatMap((row, i): Shape[] => {
      const one = series[row.series];
      if (!one || !Number.isFinite(row.value)) return [];
      const style = styleOf(one);
      const y = f.y(i);
      const [low, high] = [one.lo?.[row.index] ?? Number.NaN, one.hi?.[row.index] ?? Number.NaN];
      const line = { x1: f.x(low), x2: f.x(high), y1: y, y2: y, stroke: style.colour, "stroke-width": 2 };
      return [
        ...(Number.isFinite(low) && Number.isFinite(high) ? [shape("line", { ...line, class: "interval" })] : []),
        marker(style, f.x(row.value), y, 70),
        words(texts[i] ?? "", look.width, y + 4, { fill: token("ink"), "text-anchor": "end", "font-weight": 600 }),
      ];
    });
    const rules = (spec.rules ?? []).flatMap(({ at, label }) => [
      shape("line", {
        x1: f.x(at),
        x2: f.x(at),
        y1: f.top,
        y2: f.bottom,
        stroke: token("muted"),
        "stroke-dasharray": "1 4",
      }),
      words(label, f.x(at) + 5, f.top + 8, { fill: token("muted") }),
    ]);
    return {
      shapes: [...f.shapes, ...rules, ...shapes],
      // Rows are walked from top to bottom, whatever series they belong to.
      targets: () =>
        all.flatMap(({ series: s, index, name, value }, i) => {
          const one = series[s];
          if (!one || !Number.isFinite(value)) return [];
          const told = () => `${name}: ${say(spec.y, value)}${interval(spec, one, index)}`;
          return [{ series: s, index, x: f.x(value), y: f.y(i), words: told }];
        }),
      held: { y: domain },
    };
  },
};
