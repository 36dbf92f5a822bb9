/** Confidence against accuracy: dots by bin, sized by their rows; the error in the corner. */

import { msg, str } from "../../language/message.ts";
import { domainOf, say } from "../axis.ts";
import type { FigureSpec, Series } from "../figure.ts";
import { type Frame, frame, halo, type Mark } from "../frame.ts";
import { marker, nameOf, pathOf, styleOf } from "../role.ts";
import { group, type Shape, shape, words } from "../shape.ts";
import { at, targets } from "./curve.ts";
import { diagonal, squarish } from "./scatter.ts";

const SHARE = { format: ".0%" };

export const reliability: Mark = {
  height: (_, width) => squarish(width),
  draw(given, look) {
    const spec: FigureSpec = {
      ...given,
      x: { label: msg("confidence"), ...SHARE, ...given.x },
      y: { label: msg("accuracy"), ...SHARE, ...given.y },
    };
    const range = domainOf({ label: "", domain: spec.x?.domain ?? [0, 1] }, []);
    const f = frame(spec, look, { x: range, y: range, right: 16, aspect: 1 });
    const series = spec.series ?? [];
    return {
      shapes: [
        ...f.shapes,
        ...diagonal(f, ""),
        ...series.map((one, i) => dots(one, f, look.focus === undefined || look.focus === i)),
        ...f.over,
        ...corner(series, f),
      ],
      targets: () => targets(spec, f),
      held: {},
    };
  },
};

/** The expected calibration error: `Σ n_b |accuracy_b − confidence_b| / Σ n_b`. */
export function calibrationError({ x, y, count }: Series): number {
  let [sum, rows] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const n = count?.[i] ?? 1;
    const gap = Math.abs((y[i] ?? Number.NaN) - (x[i] ?? Number.NaN));
    if (n === 0 || !Number.isFinite(gap)) continue;
    sum += n * gap;
    rows += n;
  }
  return rows > 0 ? sum / rows : Number.NaN;
}

function dots(one: Series, f: Frame, bright: boolean): Shape {
  const look = styleOf(one);
  const places = at(one, f);
  const most = Math.max(1, ...(one.count ? Array.from(one.count) : [1]));
  const line = { fill: "none", stroke: look.colour, "stroke-width": 1, "stroke-opacity": 0.5 };
  const seen = places.flatMap((place, i) =>
    (one.count?.[i] ?? 1) > 0 && Number.isFinite(place[1]) ? [{ place, i }] : [],
  );
  return group({ class: `series role-${one.role}`, opacity: bright ? undefined : 0.35 }, [
    shape("path", { class: "line", d: pathOf(seen.map(({ place }) => place)), ...line }),
    ...seen.map(({ place: [x, y], i }) => marker(look, x, y, 24 + 220 * ((one.count?.[i] ?? most) / most))),
  ]);
}

function corner(series: readonly Series[], f: Frame): Shape[] {
  return series.flatMap((one, i) => {
    const y = f.bottom - 12 - (series.length - 1 - i) * 18;
    const text = msg(str`${nameOf(one)}: error ${say({ format: ".1%" }, calibrationError(one))}`);
    return [
      words(text, f.right - 8, y, {
        ...halo("surface"),
        fill: styleOf(one).ink,
        "text-anchor": "end",
        "font-weight": 600,
      }),
    ];
  });
}
