/** Lines over an ordered quantity. */

import { area } from "d3-shape";
import { msg, str } from "../../language/message.ts";
import { interval as ends } from "../../language/number.ts";
import { domainOf, say } from "../axis.ts";
import type { FigureSpec, Series } from "../figure.ts";
import { type Frame, frame, type Look, type Mark, type Named, type Target } from "../frame.ts";
import { type EndLabel, endLabels, hasRoom, roomFor } from "../labels.ts";
import { marker, nameAt, nameOf, pathOf, styleOf } from "../role.ts";
import { group, type Shape, shape } from "../shape.ts";

/** More members than this share one name. */
const NAMED_MEMBERS = 3;
/** More names than this, and the ghosts of a pinned run share one. */
const NAMED = 8;
/** More bands than this, and only that of the focused series is shown. */
const BANDS = 3;
/** Up to this many points of a line that is not a member's have markers. */
const MARKED = 12;
/** Pixels above and below the lines, together. */
const AROUND = 60;

export const curve: Mark = {
  height: (_, width) => (width < 420 ? 230 : Math.min(320, Math.max(240, width * 0.42))),
  legend(spec, width, height) {
    const names = together(spec.series ?? []);
    const texts = names.map(({ text }) => text);
    return hasRoom(texts, width, height - AROUND) ? [] : names;
  },
  draw(spec, look) {
    const series = (spec.series ?? []).map((one, i) => (look.hidden?.has(i) ? emptied(one) : one));
    const names = look.isKeyed ? [] : together(series);
    const room = roomFor(
      names.map(({ text }) => text),
      look.width,
    );
    const f = frame(spec, look, { ...domains(spec, look), right: room });
    const drawn = ordered(series, look.focus).flatMap((i) => {
      const one = series[i];
      return one ? [line(one, f, look.focus === undefined || look.focus === i)] : [];
    });
    const ends = names.flatMap(({ series: all, text }) => {
      const end = meanEnd(
        all.map((i) => series[i]).filter((one) => one !== undefined),
        f,
      );
      const first = series[all[0] ?? 0];
      return end && first ? [{ ...end, text, ink: styleOf(first).ink, strong: first.role !== "chance" }] : [];
    });
    return {
      shapes: [
        ...f.shapes,
        ...bands(series, f, look.focus),
        ...drawn,
        ...f.over,
        ...tips(series, f),
        ...labels(ends, f, room),
      ],
      targets: () => targets({ ...spec, series }, f),
      place: f.place,
      held: f.held,
      along: true,
    };
  },
};

/** The ranges of both axes. */
export function domains(spec: FigureSpec, look: Look) {
  const series = spec.series ?? [];
  return {
    x: domainOf({ label: "", ...spec.x, domain: spec.x?.domain ?? tight(spec, series) }, [], look.held?.x),
    y: domainOf(spec.y, valuesOf(series), look.held?.y),
  };
}

/** From the first x to the last one: lines fill the width. */
function tight(spec: FigureSpec, series: readonly Series[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of series) {
    for (let i = 0; i < one.x.length; i++) {
      const value = one.x[i] ?? Number.NaN;
      if (spec.x?.scale === "log" && value <= 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low < high) return [low, high];
  return low === high ? [low - 0.5, low + 0.5] : [spec.x?.scale === "log" ? 0.1 : 0, 1];
}

/** All values, intervals included. */
export function* valuesOf(series: readonly Series[]): Generator<number> {
  for (const { y, lo, hi } of series) {
    for (const values of [y, lo, hi]) {
      if (values) for (let i = 0; i < values.length; i++) yield values[i] ?? Number.NaN;
    }
  }
}

/** Members first, so that they lie below; the focused series last. */
function ordered(series: readonly Series[], focus: number | undefined): number[] {
  const depth = (i: number) => (i === focus ? 2 : series[i]?.role === "member" || series[i]?.pin ? 0 : 1);
  return series.map((_, i) => i).sort((a, b) => depth(a) - depth(b));
}

/** Names, each with the series that it stands for. */
function together(series: readonly Series[]): Named[] {
  const members = series.flatMap((one, i) => (one.role === "member" && !one.pin ? [i] : []));
  const isCrowd = members.length > NAMED_MEMBERS;
  const pins = series.length - (isCrowd ? members.length - 1 : 0) > NAMED ? series.map(({ pin }) => pin) : [];
  const single = series.flatMap((one, i) =>
    (isCrowd && members.includes(i)) || pins[i] ? [] : [{ text: nameOf(one), series: [i] }],
  );
  const ghosts = [...new Set(pins.filter((pin) => pin !== undefined))].map((pin) => {
    return { text: pin, series: pins.flatMap((one, i) => (one === pin ? [i] : [])) };
  });
  return [...single, ...(isCrowd ? [{ text: msg(str`${members.length} members`), series: members }] : []), ...ghosts];
}

/** A series without its points. */
function emptied({ lo, hi, ...one }: Series): Series {
  return { ...one, x: [], y: [] };
}

function line(series: Series, f: Frame, bright: boolean): Shape {
  const look = styleOf(series);
  const places = at(series, f);
  const path = shape("path", {
    class: "line",
    d: pathOf(places),
    fill: "none",
    stroke: look.colour,
    "stroke-width": look.width,
    "stroke-dasharray": look.dash,
    "stroke-linejoin": "round",
    "stroke-linecap": look.dash ? "butt" : "round",
  });
  const isMarked = series.marked ?? (look.form !== undefined && !look.dash && places.length <= MARKED && !series.pin);
  const marks = isMarked && look.form ? places.filter(([, y]) => Number.isFinite(y)) : [];
  return group({ class: `series role-${series.role}`, opacity: bright ? undefined : 0.35 }, [
    path,
    ...marks.map(([x, y]) => marker(look, x, y)),
  ]);
}

/** A series in pixels. */
export function at(series: Series, { x, y }: Pick<Frame, "x" | "y">): [number, number][] {
  return Array.from({ length: series.x.length }, (_, i) => {
    const value = series.y[i] ?? Number.NaN;
    return [x(series.x[i] ?? Number.NaN), Number.isFinite(value) ? y(value) : Number.NaN];
  });
}

/** The 95 % intervals. */
function bands(series: readonly Series[], f: Frame, focus: number | undefined): Shape[] {
  const held = series.flatMap((one, i) => (one.lo && one.hi && !one.pin ? [i] : []));
  const shown = held.length > BANDS ? held.filter((i) => i === focus) : held;
  return shown.map((i) => {
    const { x = [], lo = [], hi = [], ...one } = series[i] ?? { role: "member" as const };
    const colour = styleOf(one).colour;
    const make = area<number>()
      .defined((k) => Number.isFinite(lo[k]) && Number.isFinite(hi[k]))
      .x((k) => f.x(x[k] ?? 0))
      .y0((k) => f.y(lo[k] ?? 0))
      .y1((k) => f.y(hi[k] ?? 0))
      .digits(1);
    const d = make(Array.from({ length: x.length }, (_, k) => k)) ?? "";
    return shape("path", { class: "band", d, fill: colour, "fill-opacity": 0.18, stroke: colour, "stroke-width": 0.5 });
  });
}

/** The last point that a series has. */
function end(series: Series): number {
  for (let i = series.y.length - 1; i >= 0; i--) if (Number.isFinite(series.y[i])) return i;
  return -1;
}

function meanEnd(all: readonly Series[], f: Frame): { x: number; y: number } | undefined {
  const ends = all.flatMap((one) => {
    const i = end(one);
    return i < 0 ? [] : [[f.x(one.x[i] ?? 0), f.y(one.y[i] ?? 0)] as const];
  });
  if (ends.length === 0) return undefined;
  const y = ends.map((one) => one[1]).sort((a, b) => a - b)[Math.floor(ends.length / 2)] ?? 0;
  return { x: Math.max(...ends.map((one) => one[0])), y };
}

/** The role's marker at the end of a line, beside its name. */
function tips(series: readonly Series[], f: Frame): Shape[] {
  return series.flatMap((one) => {
    const look = styleOf(one);
    const i = end(one);
    if (i < 0 || !look.form || one.pin) return [];
    return [marker(look, f.x(one.x[i] ?? 0), f.y(one.y[i] ?? 0))];
  });
}

function labels(ends: readonly EndLabel[], f: Frame, room: number): Shape[] {
  return endLabels(ends, f.right, room, f.top, f.bottom);
}

/** What is read out of lines. */
export function targets(spec: FigureSpec, f: Pick<Frame, "x" | "y">): Target[] {
  return (spec.series ?? []).flatMap((one, series) =>
    at(one, f).flatMap(([x, y], index) =>
      Number.isFinite(x) && Number.isFinite(y) ? [{ series, index, x, y, words: () => reading(spec, one, index) }] : [],
    ),
  );
}

/** One point in words. */
export function reading(spec: FigureSpec, one: Series, i: number): string {
  const name = nameAt(one, i);
  const x = spec.x?.label
    ? `${spec.x.label} ${say(spec.x, one.x[i] ?? Number.NaN)}`
    : say(spec.x, one.x[i] ?? Number.NaN);
  const value = `${say(spec.y, one.y[i] ?? Number.NaN)}${interval(spec, one, i)}`;
  const said = msg(str`${name}, ${x}: ${value}`);
  return one.count ? msg(str`${said}, ${one.count[i]} rows`) : said;
}

/** The interval of a point, where it has one. */
export function interval(spec: FigureSpec, { lo, hi }: Series, i: number): string {
  const [low, high] = [lo?.[i] ?? Number.NaN, hi?.[i] ?? Number.NaN];
  return Number.isFinite(low) && Number.isFinite(high) ? ` ${ends(say(spec.y, low), say(spec.y, high))}` : "";
}
