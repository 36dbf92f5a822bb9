/** Decision maps for the examples: two noisy half circles, and models that turn the border between them. */

import type { FigureSpec, MapSpec, PlaneSpec } from "../../../figures/figure.ts";
import type { Example } from "./examples.ts";
import { FOUR, SIDE as GLYPH, glyph, NINE, SEVEN } from "./glyphs.ts";
import { noise } from "./random.ts";

const SIDE = 48;

/** How far a place lies on the side of class B. */
const lead = (x: number, y: number, turn: number) => (y - 0.5 - 0.2 * Math.sin(6.5 * x + turn)) * 9;

function map(label: string, role: MapSpec["role"], turn: number, accuracy: number): MapSpec {
  const places = Array.from({ length: SIDE * SIDE }, (_, i) =>
    lead(((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE, turn),
  );
  const share = places.map((value) => Math.round(255 / (1 + Math.exp(-Math.abs(value)))));
  return {
    label,
    side: SIDE,
    winner: places.map((value) => (value > 0 ? 1 : 0)),
    share,
    accuracy,
    ...(role ? { role } : {}),
  };
}

const draw = noise(4);
const points = Array.from({ length: 120 }, (_, i): [number, number] => {
  const x = draw();
  const off = 0.03 + 0.34 * draw();
  return [x, Math.min(0.97, Math.max(0.03, 0.5 + 0.2 * Math.sin(6.5 * x) + (i % 4 < 2 ? -off : off)))];
});
const classes = points.map((_, i) => (i % 4 < 2 ? 0 : 1));
const plane: PlaneSpec = { anchors: [], rows: [], points, classes, names: ["A", "B"] };

const boundary: FigureSpec = {
  id: "boundary",
  kind: "boundary",
  title: "What the soup decides",
  sentence: "The soup is right on 96.0% of 400 test points.",
  caption: "Made-up model. The deeper a tint, the surer the model; the line is where it is undecided.",
  maps: [map("soup", "soup", 0, 0.96)],
  plane,
};
const multiples: FigureSpec = {
  id: "multiples",
  kind: "multiples",
  title: "What each model decides",
  sentence: "Four members draw the border in four ways; the soup lies between them.",
  caption: "Made-up models on one plane, in the order of their numbers.",
  maps: [
    ...[-0.5, 0.4, -0.2, 0.6].map((turn, i) => map(`m${i + 1}`, "member", turn, 0.92 + 0.01 * i)),
    map("ensemble", "ensemble", 0.05, 0.965),
    map("soup", "soup", 0, 0.96),
  ],
  plane,
};

const rows: PlaneSpec = {
  anchors: [
    [0.25, 0.22],
    [0.7, 0.8],
    [0.75, 0.3],
  ],
  rows: [SEVEN, NINE, FOUR].map(glyph),
  ...{ points: [], classes: [], names: ["7", "9", "4"], side: GLYPH },
};
const between: FigureSpec = {
  id: "between",
  kind: "boundary",
  title: "Between three pictures",
  sentence: "The plane through a 7, a 9 and a 4: on two of them the soup is right.",
  caption: "Made-up model. Frames have the colours of the classes.",
  maps: [map("soup", "soup", 0.4, 0.96)],
  plane: rows,
};

/** The two kinds that are maps. */
export const planes: Example[] = [
  { figure: boundary, use: "Two inputs and the probability of each class." },
  { figure: between, use: "The same between three rows that have a picture." },
  { figure: multiples, use: "The same figure for each member or method, on shared scales." },
];
