/** Distributions of many values: outlines over shared bins; what is fitted is a reference line. */

import { bin } from "d3-array";
import { curveStepAfter, line } from "d3-shape";
import { msg, str } from "../../language/message.ts";
import { type Domain, domainOf, say } from "../axis.ts";
import type { FigureSpec, Series } from "../figure.ts";
import { frame, type Look, type Mark } from "../frame.ts";
import { endLabels, roomFor } from "../labels.ts";
import { nameOf, pathOf, styleOf } from "../role.ts";
import { shape } from "../shape.ts";
import { valuesOf } from "./curve.ts";

const BINS = 24;

/** A series in bins: shares of its own values. */
interface Binned {
  one: Series;
  series: number;
  /** Lower edge, upper edge, share. */
  bins: [number, number, number][];
}

export const histogram: Mark = {
  height: (_, width) => Math.min(300, Math.max(220, width * 0.42)),
  draw(spec, look) {
    const { all, domain } = binned(spec, look);
    const lines = (spec.series ?? []).filter((one) => one.role === "reference");
    const most = Math.max(
      ...all.flatMap(({ bins }) => bins.map(([, , share]) => share)),
      ...lines.flatMap(({ y }) => Array.from(y)),
      1e-9,
    );
    const room = roomFor([...all.map(({ one }) => nameOf(one)), ...lines.map(nameOf)], look.width);
    const axis = { label: msg("share of values"), format: ".0%" };
    const f = frame({ ...spec, ...(spec.y ? { x: spec.y } : {}), y: axis }, look, {
      x: domain,
      y: [0, most * 1.05],
      right: room,
    });
    const outlines = all.map(({ one, bins }) => {
      const style = styleOf(one);
      const places = bins.map(([low, , share]): [number, number] => [f.x(low), f.y(share)]);
      const last = bins.at(-1);
      if (last) places.push([f.x(last[1]), f.y(last[2])]);
      const d = line<[number, number]>().curve(curveStepAfter).digits(1)(places) ?? "";
      const closed = `M${f.x(bins[0]?.[0] ?? 0)} ${f.bottom}${d.replace("M", "L")}L${f.x(last?.[1] ?? 0)} ${f.bottom}`;
      const stroke = {
        stroke: style.colour,
        "stroke-width": Math.max(1.5, style.width - 0.5),
        "stroke-dasharray": style.dash,
      };
      return shape("path", { class: "outline", d: closed, fill: style.colour, "fill-opacity": 0.08, ...stroke });
    });
    const fits = lines.map((one) => {
      const style = styleOf(one);
      const d = pathOf(Array.from(one.x, (x, i) => [f.x(x), f.y(one.y[i] ?? 0)]));
      return shape("path", {
        class: "line",
        d,
        fill: "none",
        stroke: style.colour,
        "stroke-width": style.width,
        "stroke-dasharray": style.dash,
      });
    });
    const names = [
      ...all.map(({ one, bins }) =>
        peak(
          one,
          bins.map(([low, high, share]) => [(low + high) / 2, share]),
        ),
      ),
      ...lines.map((one) =>
        peak(
          one,
          Array.from(one.x, (x, i) => [x, one.y[i] ?? 0]),
        ),
      ),
    ].map(({ x, y, ...rest }) => ({ ...rest, x: f.x(x), y: f.y(y) }));
    return {
      shapes: [...f.shapes, ...outlines, ...fits, ...f.over, ...endLabels(names, f.right, room, f.top, f.bottom)],
      targets: () =>
        all.flatMap(({ one, series, bins }) =>
          bins.map(([low, high, share], index) => {
            const range = msg(str`${say(spec.y, low)} to ${say(spec.y, high)}`);
            const words = () => msg(str`${nameOf(one)}, ${range}: ${say({ format: ".1%" }, share)}`);
            return { series, index, x: f.x((low + high) / 2), y: f.y(share), words };
          }),
        ),
      held: { x: domain },
      along: true,
    };
  },
};

function binned(spec: FigureSpec, look: Look): { all: Binned[]; domain: Domain } {
  const given = (spec.series ?? [])
    .map((one, series) => ({ one, series }))
    .filter(({ one }) => one.role !== "reference");
  const domain = domainOf(spec.y, valuesOf(given.map(({ one }) => one)), look.held?.x);
  const [low, high] = domain;
  const count = spec.steps ?? BINS;
  const edges = Array.from({ length: count - 1 }, (_, i) => low + ((i + 1) * (high - low)) / count);
  const make = bin().domain(domain).thresholds(edges);
  const all = given.map(({ one, series }) => {
    const values = Array.from(one.y).filter(Number.isFinite);
    const bins = make(values).map((found): [number, number, number] => [
      found.x0 ?? low,
      found.x1 ?? high,
      found.length / Math.max(1, values.length),
    ]);
    return { one, series, bins };
  });
  return { all, domain };
}

/** Where a name belongs: the highest place. */
function peak(one: Series, places: [number, number][]) {
  const top = places.reduce<[number, number]>((a, b) => (b[1] > a[1] ? b : a), places[0] ?? [0, 0]);
  return { text: nameOf(one), ink: styleOf(one).ink, x: top[0], y: top[1] };
}
