/** Points placed by similarity, or paths through weights: one unit on both axes, a bar that says how long it is. */

import { msg, str } from "../../language/message.ts";
import { extent, say } from "../axis.ts";
import type { Series } from "../figure.ts";
import { frame, type Mark } from "../frame.ts";
import { nameOf, pathOf, styleOf, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";
import { at } from "./curve.ts";
import { named } from "./names.ts";
import { points } from "./scatter.ts";

export const map2d: Mark = {
  height: (_, width) => Math.min(380, Math.max(240, width * 0.62)),
  draw(given, look) {
    const { y: _, ...spec } = given;
    const series = spec.series ?? [];
    const x = padded(series.flatMap((one) => Array.from(one.x)));
    const y = padded(series.flatMap((one) => Array.from(one.y)));
    const bare = { ...spec, x: { ...spec.x, label: "" } };
    const [w, h] = [look.width - 16, look.height - 40];
    // The shorter side is widened, so that the whole room is used at one unit.
    const unit = Math.max((x[1] - x[0]) / w, (y[1] - y[0]) / h);
    const f = frame(bare, look, { x: around(x, unit * w), y: around(y, unit * h), bare: true, right: 8 });
    const length = round(unit * w * 0.2);
    return {
      shapes: [
        ...series.flatMap((one, i) => {
          const places = at(one, f);
          const bright = look.focus === undefined || look.focus === i;
          return one.joined ? path(one, places) : [points(one, f, bright)];
        }),
        ...named(series, f),
        ...bar(
          f.x(x[0] + length) - f.x(x[0]),
          `${given.x?.label ?? msg("distance")} ${say(given.x, length)}`,
          look.height - 12,
        ),
      ],
      targets: () =>
        series.flatMap((one, s) =>
          at(one, f).flatMap(([px, py], index) => {
            const name = one.names?.[index] ?? msg(str`${nameOf(one)}, point ${index + 1} of ${one.x.length}`);
            const [u, v] = [say(given.x, one.x[index] ?? 0), say(given.x, one.y[index] ?? 0)];
            const told = () => msg(str`${name}: ${u}, ${v}`);
            return Number.isFinite(px) && Number.isFinite(py) ? [{ series: s, index, x: px, y: py, words: told }] : [];
          }),
        ),
      place: f.place,
      held: {},
    };
  },
};

function padded(values: readonly number[]): [number, number] {
  const [low, high] = extent(values) ?? [0, 1];
  const air = (high - low || 1) * 0.12;
  return [low - air, high + air];
}

function around([low, high]: [number, number], width: number): [number, number] {
  const middle = (low + high) / 2;
  return [middle - width / 2, middle + width / 2];
}

/** 1, 2 or 5 times a power of ten, not above. */
function round(value: number): number {
  const ten = 10 ** Math.floor(Math.log10(value));
  const first = value / ten;
  return (first >= 5 ? 5 : first >= 2 ? 2 : 1) * ten;
}

function bar(width: number, text: string, y: number): Shape[] {
  const line = `M8.5 ${y - 5}v5h${Math.round(width)}v-5`;
  return [
    shape("path", { d: line, fill: "none", stroke: token("edge"), "stroke-width": 1.5 }),
    words(text, 16 + width, y + 1, { fill: token("muted") }),
  ];
}

/** A line with a ring at its start, a disc at its end, and arrow heads at the quarters. */
function path(one: Series, places: readonly [number, number][]): Shape[] {
  const style = styleOf(one);
  const line = {
    fill: "none",
    stroke: style.colour,
    "stroke-width": Math.max(1.5, style.width - 0.5),
    "stroke-dasharray": style.dash,
  };
  const [start, end] = [places[0], places.at(-1)];
  const quarters = [0.25, 0.5, 0.75].flatMap((share) => {
    const i = Math.max(1, Math.round(share * (places.length - 1)));
    const [from, to] = [places[i - 1], places[i]];
    return from && to ? [head(from, to, style.colour)] : [];
  });
  const disc = (place: [number, number] | undefined, fill: string) =>
    place
      ? [shape("circle", { cx: place[0], cy: place[1], r: 4.5, fill, stroke: style.colour, "stroke-width": 1.75 })]
      : [];
  return [
    shape("path", { class: "line", d: pathOf(places), ...line, "stroke-linejoin": "round" }),
    ...quarters,
    ...disc(start, token("surface")),
    ...disc(end, style.colour),
  ];
}

function head([x1, y1]: [number, number], [x2, y2]: [number, number], colour: string): Shape {
  const turn = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const place = `translate(${((x1 + x2) / 2).toFixed(1)} ${((y1 + y2) / 2).toFixed(1)}) rotate(${turn.toFixed(1)})`;
  return shape("path", { d: "M-4-4.5L5 0L-4 4.5Z", transform: place, fill: colour });
}
