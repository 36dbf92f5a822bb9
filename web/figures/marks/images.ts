/** Small pictures or signals with what they are and what was said; the wrong ones framed. */

import { line } from "d3-shape";
import { msg, str } from "../../language/message.ts";
import { percent } from "../../language/number.ts";
import { fromChannels, fromLevels } from "../bitmap.ts";
import type { FigureSpec } from "../figure.ts";
import { type Mark, textWidth } from "../frame.ts";
import { token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";

type Item = NonNullable<FigureSpec["images"]>["items"][number];

const [GAP, FOOT] = [14, 36];

export const images: Mark = {
  height: (spec, width) => {
    const { across, size } = layout(spec, width);
    return Math.ceil((spec.images?.items.length ?? 0) / across) * (size + FOOT + GAP);
  },
  draw(spec, look) {
    const { across, size } = layout(spec, look.width);
    const place = (i: number): [number, number] => [
      (i % across) * (size + GAP) + 3,
      Math.floor(i / across) * (size + FOOT + GAP) + 3,
    ];
    const items = spec.images?.items ?? [];
    return {
      shapes: items.flatMap((one, i) => picture(spec, one, place(i), size)),
      targets: () =>
        items.map((one, i) => {
          const [x, y] = place(i);
          const share = one.share === undefined ? "" : `, ${percent(one.share)}`;
          const told = () => {
            const words = `${msg(str`Picture ${i + 1}: ${one.label}, said ${one.said}`)}${share}`;
            return one.note ? `${words}. ${one.note}` : words;
          };
          return { series: Math.floor(i / across), index: i % across, x: x + size / 2, y: y + size / 2, words: told };
        }),
    };
  },
};

/** Whole pixels on the screen for each one of a picture, where there is room for it. */
function layout(spec: FigureSpec, width: number): { across: number; size: number } {
  const { width: side = 28, height, items = [] } = spec.images ?? {};
  const longest = Math.max(0, ...items.flatMap((one) => [textWidth(answer(one)), textWidth(one.label)]));
  const wanted = Math.max(64, longest);
  const size = side > wanted || height === 1 ? wanted : Math.ceil(wanted / side) * side;
  return { across: Math.max(1, Math.floor((width + GAP - 6) / (size + GAP))), size };
}

const isWrong = (one: Item) => one.said !== one.label;
const answer = (one: Item) => `${isWrong(one) ? "✕ " : ""}${msg(str`said ${one.said}`)}`;

const made = new WeakMap<Item, string>();

function address({ images }: FigureSpec, one: Item): string {
  const { width, height } = images ?? { width: 1, height: 1 };
  const known = made.get(one);
  if (known) return known;
  const isColour = one.pixels.length >= 3 * width * height;
  const level = (i: number) => Math.round(255 * Math.min(1, Math.max(0, one.pixels[i] ?? 0)));
  const found = isColour
    ? fromChannels(width, height, (i) => [level(3 * i), level(3 * i + 1), level(3 * i + 2)])
    : fromLevels(width, height, level);
  made.set(one, found);
  return found;
}

function picture(spec: FigureSpec, one: Item, [x, y]: [number, number], size: number): Shape[] {
  const frame = { x: x - 2, y: y - 2, width: size + 4, height: size + 4, rx: 2, fill: "none" };
  return [
    spec.images?.height === 1 ? signal(one, x, y, size) : image(spec, one, x, y, size),
    shape("rect", {
      ...frame,
      class: isWrong(one) ? "wrong" : "right",
      stroke: token(isWrong(one) ? "soup" : "hair"),
      "stroke-width": isWrong(one) ? 3 : 1,
    }),
    words(one.label, x, y + size + 17, { fill: token("ink"), "font-weight": 600 }),
    words(answer(one), x, y + size + 32, { fill: token(isWrong(one) ? "soup" : "muted") }),
  ];
}

function image(spec: FigureSpec, one: Item, x: number, y: number, size: number): Shape {
  const box = { x, y, width: size, height: size };
  const href = address(spec, one);
  return shape("image", { ...box, href, "image-rendering": "pixelated", preserveAspectRatio: "none" });
}

/** A signal from left to right, from its lowest to its highest value. */
function signal({ pixels }: Item, x: number, y: number, size: number): Shape {
  const values = Array.from(pixels);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [wide, tall] = [size - 8, size - 12];
  const places = values.map((value, i): [number, number] => [
    x + 4 + (wide * i) / Math.max(1, values.length - 1),
    y + size - 6 - (tall * (value - low)) / (high - low || 1),
  ]);
  const d = line().digits(1)(places) ?? "";
  return shape("path", { d, fill: "none", stroke: token("ink"), "stroke-width": 1.25, "stroke-linejoin": "round" });
}
