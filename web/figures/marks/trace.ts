/** Ordered decisions: a step line through what was accepted; accepted filled, rejected hollow. */

import { curveStepAfter, line } from "d3-shape";
import { msg, str } from "../../language/message.ts";
import { domainOf, say } from "../axis.ts";
import type { FigureSpec, Series } from "../figure.ts";
import { type Frame, frame, type Mark, type Target } from "../frame.ts";
import { endLabels, roomFor } from "../labels.ts";
import { marker, nameOf, styleOf } from "../role.ts";
import { type Shape, shape } from "../shape.ts";
import { at, domains } from "./curve.ts";

export const trace: Mark = {
  height: (_, width) => Math.min(300, Math.max(230, width * 0.42)),
  draw(spec, look) {
    const series = spec.series ?? [];
    const room = roomFor(series.map(nameOf), look.width);
    const { x, y } = domains(spec, look);
    const few = Math.max(0, ...series.map((one) => one.x.length)) <= 40;
    // Decisions are counted: half a step of air at both ends.
    const wide: [number, number] = few && !spec.x?.domain ? [x[0] - 0.5, x[1] + 0.5] : x;
    const f = frame(spec, look, { x: domainOf({ label: "", domain: wide }, [], look.held?.x), y, right: room });
    const ends = series.flatMap((one) => {
      const last = kept(one).at(-1);
      const end = last === undefined ? undefined : f.y(one.y[last] ?? 0);
      return end === undefined ? [] : [{ text: nameOf(one), ink: styleOf(one).ink, x: f.right, y: end }];
    });
    return {
      shapes: [
        ...f.shapes,
        ...series.flatMap((one) => steps(one, f)),
        ...f.over,
        ...endLabels(ends, f.right, room, f.top, f.bottom),
      ],
      targets: () => series.flatMap((one, i) => targets(spec, one, i, f)),
      place: f.place,
      held: f.held,
    };
  },
};

const isKept = (one: Series, i: number) => one.kept?.[i] ?? true;
const kept = (one: Series) =>
  Array.from(one.y, (_, i) => i).filter((i) => isKept(one, i) && Number.isFinite(one.y[i] ?? Number.NaN));

function steps(one: Series, f: Frame): Shape[] {
  const look = styleOf(one);
  const places = at(one, f);
  const accepted = kept(one).flatMap((i) => (places[i] ? [places[i]] : []));
  const last = accepted.at(-1);
  if (last) accepted.push([f.right, last[1]]);
  const d = line<[number, number]>().curve(curveStepAfter).digits(1)(accepted) ?? "";
  const stroke = { fill: "none", stroke: look.colour, "stroke-width": look.width, "stroke-dasharray": look.dash };
  const finite = places.flatMap(([x, y], i) => (Number.isFinite(y) ? [{ x, y, i }] : []));
  return [
    shape("path", { class: "line", d, ...stroke, "stroke-linejoin": "round" }),
    ...finite.map(({ x, y, i }) => marker({ ...look, hollow: look.hollow || !isKept(one, i) }, x, y, 60)),
  ];
}

function targets(spec: FigureSpec, one: Series, series: number, f: Frame): Target[] {
  return at(one, f).flatMap(([x, y], index) => {
    if (!Number.isFinite(y)) return [];
    const step = one.names?.[index] ?? `${spec.x?.label ?? msg("step")} ${say(spec.x, one.x[index] ?? 0)}`;
    const what = one.pin ? `${one.pin} ${step}` : step;
    const value = say(spec.y, one.y[index] ?? 0);
    const done = isKept(one, index) ? msg(str`${what}, ${value}, accepted`) : msg(str`${what}, ${value}, rejected`);
    const why = one.notes?.[index];
    return [{ series, index, x, y, words: () => (why ? msg(str`${done}: ${why}`) : done) }];
  });
}
