/** One measure a row: a dot and its 95 % interval; zero is not forced. */

import { msg, str } from "../../language/message.ts";
import { domainOf, say } from "../axis.ts";
import type { Series } from "../figure.ts";
import { halo, type Mark, textWidth } from "../frame.ts";
import { marker, styleOf, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { interval, valuesOf } from "./curve.ts";
import { ghostsOf, heightOf, type Row, type Rows, rows, rowsOf } from "./rows.ts";

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
    const ghosts = ghostsOf(spec).flatMap((ghost) => {
      const row = all.findIndex(({ name, series: s }) => name === ghost.name && !series[s]?.pin);
      const pin = series[ghost.series]?.pin ?? "";
      return row < 0 ? [] : [{ ...ghost, name: `${pin} ${ghost.name}`, y: f.y(row) + (SHIFTS[pin] ?? 0) }];
    });
    return {
      shapes: [...f.shapes, ...rules, ...ghosts.flatMap((one) => ghostly(one, series[one.series], f)), ...shapes],
      // Rows are walked from top to bottom, whatever series they belong to.
      targets: () =>
        [...all.map((row, i) => ({ ...row, y: f.y(i) })), ...ghosts].flatMap(({ series: s, index, name, value, y }) => {
          const one = series[s];
          if (!one || !Number.isFinite(value)) return [];
          const read = () => `${say(spec.y, value)}${interval(spec, one, index)}`;
          return [{ series: s, index, x: f.x(value), y, words: () => msg(str`${name}: ${read()}`) }];
        }),
      held: { y: domain },
    };
  },
};

/** Pixels between a row and the ghosts in it. */
const SHIFTS: Readonly<Record<string, number>> = { P1: 8, P2: -8, P3: 11, P4: -11 };

/** A pinned run's point beside what it is of: a thin line, a small hollow marker, and the pin's name. */
function ghostly({ value, index, y }: Row & { y: number }, one: Series | undefined, f: Rows): Shape[] {
  if (!one || !Number.isFinite(value)) return [];
  const style = styleOf(one);
  const [low, high] = [f.x(one.lo?.[index] ?? value), f.x(one.hi?.[index] ?? value)];
  const line = { x1: low, x2: high, y1: y, y2: y, stroke: style.colour, "stroke-width": style.width };
  const place = Math.max(f.x(value) + 7, high + 4);
  return [
    shape("line", { ...line, "stroke-dasharray": style.dash, class: "interval" }),
    marker(style, f.x(value), y, 26),
    words(one.pin ?? "", place, y + 4, { class: "label", ...halo("surface"), fill: style.ink }),
  ];
}
