/** Decision maps as drawings, for files and print: the picture, the borders, the points. On the page they are canvases. */

import { percent } from "../../language/number.ts";
import { fromLevels } from "../bitmap.ts";
import { borders } from "../border.ts";
import type { FigureSpec, MapSpec, PlaneSpec } from "../figure.ts";
import type { Mark } from "../frame.ts";
import { targetsOf } from "../probe.ts";
import { pathOf, STYLES, token } from "../role.ts";
import { group, type Shape, shape, words } from "../shape.ts";
import { anchors } from "./anchors.ts";
import { colour, outline } from "./classes.ts";

const TINTS = ["tint-a", "tint-b", "tint-c"];
const [FOOT, GAP] = [24, 12];
/** Steps of certainty between none and all. */
const STEPS = 17;

/** One map. */
export const boundary: Mark = {
  height: (_, width) => Math.min(width, 384) + FOOT,
  draw: (spec, look) => drawn(spec, Math.min(look.width, 384), 1),
};

/** The same map a member. */
export const multiples: Mark = {
  height: (spec, width) => {
    const { across, size } = layout(width);
    return Math.ceil((spec.maps?.length ?? 0) / across) * (size + FOOT + GAP);
  },
  draw(spec, look) {
    const { across, size } = layout(look.width);
    return drawn(spec, size, across);
  },
};

function layout(width: number): { across: number; size: number } {
  const across = Math.max(2, Math.min(6, Math.floor((width + GAP) / (130 + GAP))));
  return { across, size: (width - (across - 1) * GAP) / across };
}

function drawn(spec: FigureSpec, size: number, across: number) {
  const maps = (spec.kind === "boundary" ? spec.maps?.slice(0, 1) : spec.maps) ?? [];
  const { plane } = spec;
  const shapes = maps.map((map, i) => {
    const place = [(i % across) * (size + GAP), Math.floor(i / across) * (size + FOOT + GAP)];
    return group({ class: "map", transform: `translate(${place.join(" ")})` }, [
      ...tints(map, plane, size),
      ...lines(map, size),
      ...(plane && plane.points.length === 0 ? anchors(map, plane, size) : points(plane, size)),
      ...name(map, size),
    ]);
  });
  // A place is the same on all maps, and is read out on the first.
  return { shapes, targets: () => targetsOf(spec, size) };
}

/** The winner's tint, as strong as it is certain: a mask over each class's colour keeps tokens in files and pages. */
function tints(map: MapSpec, plane: PlaneSpec | undefined, size: number): Shape[] {
  const least = 1 / Math.max(2, plane?.names.length ?? 2);
  const box = { width: size, height: size };
  const classes = [...new Set(Array.from(map.winner))].sort((a, b) => a - b);
  return [
    shape("rect", { ...box, fill: token("middle") }),
    ...classes.flatMap((own): Shape[] => {
      const level = (i: number): number => {
        if (map.winner[i] !== own) return 0;
        const certain = Math.max(0, ((map.share[i] ?? 0) / 255 - least) / (1 - least));
        // Finer steps are not seen, and do not fold.
        return Math.round(STEPS * certain) * (255 / STEPS);
      };
      const href = fromLevels(map.side, map.side, level);
      const id = `m${hash(href)}`;
      return [
        group(
          { id, maskUnits: "userSpaceOnUse", x: 0, y: 0, ...box },
          [shape("image", { ...box, href, preserveAspectRatio: "none" })],
          "mask",
        ),
        shape("rect", { ...box, fill: token(TINTS[own] ?? "tint-other"), mask: `url(#${id})` }),
      ];
    }),
  ];
}

function hash(text: string): string {
  let sum = 5381;
  for (let i = 0; i < text.length; i++) sum = (sum * 33 + text.charCodeAt(i)) >>> 0;
  return sum.toString(36);
}

const within = (place: number) => Math.min(1, Math.max(0, place));

function lines(map: MapSpec, size: number): Shape[] {
  const bytes = { side: map.side, winner: Uint8Array.from(map.winner), share: Uint8Array.from(map.share) };
  const d = borders(bytes)
    .map((line) => pathOf(line.map(([x, y]): [number, number] => [within(x) * size, within(y) * size])))
    .join("");
  const line = { class: "border", d, fill: "none", "stroke-linejoin": "round" };
  return [
    shape("path", { ...line, stroke: token("middle"), "stroke-width": 4 }),
    shape("path", { ...line, stroke: token("ink"), "stroke-width": size > 170 ? 2 : 1.25 }),
  ];
}

function points(plane: PlaneSpec | undefined, size: number): Shape[] {
  const large = size >= 170;
  return (plane?.points ?? []).flatMap(([x, y], i): Shape[] => {
    if (!large && i % 2) return [];
    const own = plane?.classes[i] ?? 0;
    const d = outline(own, large ? 28 : 7);
    const place = `translate(${(x * size).toFixed(1)} ${(y * size).toFixed(1)})`;
    return [
      shape("path", {
        class: "point",
        d,
        transform: place,
        fill: token(colour(own)),
        stroke: token("surface"),
        "stroke-width": large ? 1 : 0.5,
      }),
    ];
  });
}

function name(map: MapSpec, size: number): Shape[] {
  const ink = map.role ? STYLES[map.role].ink : token("muted");
  const right =
    map.accuracy === undefined
      ? []
      : [
          words(percent(map.accuracy), size, size + 16, {
            fill: token("ink"),
            "text-anchor": "end",
            "font-weight": 600,
          }),
        ];
  return [words(map.label, 0, size + 16, { class: "label", fill: ink }), ...right];
}
