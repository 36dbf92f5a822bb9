/** Counts, sizes, costs: bars from zero, the value at the end. */

import { msg, str } from "../../language/message.ts";
import { domainOf, say } from "../axis.ts";
import { type Mark, textWidth } from "../frame.ts";
import { styleOf, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { heightOf, rows, rowsOf } from "./rows.ts";

export const bars: Mark = {
  height: (spec) => heightOf(rowsOf(spec).length) - (spec.y?.label ? 0 : 18),
  draw(spec, look) {
    const all = rowsOf(spec);
    const series = spec.series ?? [];
    const domain = domainOf(
      spec.y,
      all.map(({ value }) => value),
      look.held?.y,
      true,
    );
    const texts = all.map(({ value }) => say(spec.y, value));
    const right = Math.max(...texts.map((text) => textWidth(text)), 0) + 14;
    const f = rows(
      all.map(({ name }) => name),
      spec.y,
      domain,
      look,
      { right, lines: false },
    );
    const zero = f.x(Math.max(domain[0], 0));
    const shapes = all.flatMap((row, i): Shape[] => {
      const one = series[row.series];
      if (!one || !Number.isFinite(row.value)) return [];
      const style = styleOf(one);
      const [end, y, size] = [f.x(row.value), f.y(i), Math.min(18, f.size * 0.64)];
      const inset = style.hollow ? 0.75 : 0;
      const box = { x: Math.min(zero, end) + inset, width: Math.max(1, Math.abs(end - zero) - 2 * inset) };
      const paint = style.hollow
        ? { fill: token("surface"), stroke: style.colour, "stroke-width": 1.5, "stroke-dasharray": style.dash }
        : { fill: style.colour };
      return [
        shape("rect", { class: "bar", ...box, y: y - size / 2, height: size, rx: 1.5, ...paint }),
        words(texts[i] ?? "", Math.max(zero, end) + 7, y + 4, { fill: token("ink"), "font-weight": 600 }),
      ];
    });
    return {
      shapes: [...f.shapes, ...shapes],
      targets: () =>
        all.map(({ series: s, index, name, value }, i) => ({
          series: s,
          index,
          x: f.x(value),
          y: f.y(i),
          words: () => msg(str`${name}: ${say(spec.y, value)}`),
        })),
      held: { y: domain },
    };
  },
};
