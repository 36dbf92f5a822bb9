/** Examples of words, pictures, graphs and tables. */

import type { FigureSpec } from "../../../figures/figure.ts";
import { accuracy, MADE, METHODS } from "./common.ts";
import { FOUR, glyph, NINE, ONE, SEVEN, SIDE } from "./glyphs.ts";
import { noise } from "./random.ts";

const line = (words: string, values: number[], wrong: number[] = []) =>
  words.split(" ").map((text, i) => ({
    text,
    value: values[i] ?? 0,
    second: (values[i] ?? 0) * 0.8,
    ...(wrong.includes(i) ? { wrong: true } : {}),
  }));
export const text: FigureSpec = {
  id: "text",
  kind: "text",
  title: "A line, word by word",
  sentence: "The soup is unsure at 2 of 14 words, and wrong at one of them.",
  caption: `${MADE} Each word is written by the model named above it.`,
  text: {
    ...{ value: "doubt", second: "disagreement of the members" },
    lines: [
      line("the average of many small networks", [0.02, 0.1, 0.01, 0.34, 0.5, 0.12]),
      line("is often better then one large network", [0.03, 0.42, 0.2, 0.97, 0.3, 0.55, 0.08], [3]).map((word, i) =>
        i === 3
          ? {
              ...word,
              role: "student" as const,
              candidates: [
                ["than", 0.48],
                ["then", 0.46],
                ["that", 0.03],
              ] as [string, number][],
            }
          : word,
      ),
    ],
  },
};

export const images: FigureSpec = {
  id: "images",
  kind: "images",
  title: "Pictures that are hard to tell",
  sentence: "One of 5 pictures is wrong: a 4 taken for a 9.",
  caption: `${MADE} What it is in bold, then what the soup said.`,
  images: {
    ...{ width: SIDE, height: SIDE },
    items: [
      { pixels: glyph(SEVEN), label: "7", said: "7", share: 0.93 },
      { pixels: glyph(FOUR), label: "4", said: "9", share: 0.51, note: "5 of 8 members say 4" },
      { pixels: glyph(NINE), label: "9", said: "9", share: 0.88 },
      { pixels: glyph(ONE), label: "1", said: "1", share: 0.99 },
      { pixels: glyph(FOUR), label: "4", said: "4", share: 0.64 },
    ],
  },
};

/** A few waves on a noisy line. */
function wave(turns: number): number[] {
  const draw = noise(turns);
  return Array.from({ length: 40 }, (_, i) => Math.sin((2 * Math.PI * turns * i) / 40) + 0.3 * draw());
}
export const signals: FigureSpec = {
  id: "signals",
  kind: "images",
  title: "Signals by their number of waves",
  sentence: "One of 3 signals is wrong: two waves taken for three.",
  caption: `${MADE} Each from its lowest to its highest value.`,
  images: {
    ...{ width: 40, height: 1 },
    items: [
      { pixels: wave(1), label: "one", said: "one", share: 0.97 },
      { pixels: wave(2), label: "two", said: "three", share: 0.55 },
      { pixels: wave(3), label: "three", said: "three", share: 0.91 },
    ],
  },
};

export const graph: FigureSpec = {
  id: "graph",
  kind: "graph",
  title: "How a soup is made",
  sentence: "One start, three members, one average; one network is shipped.",
  caption: "The start is trained once; the members go on from it, each with its own seed.",
  graph: {
    nodes: [
      { id: "start", label: "start", layer: 0, role: "reference", detail: "trained for 50 steps" },
      ...[1, 2, 3].map((m) => ({ id: `m${m}`, label: `member ${m}`, layer: 1, role: "member" as const })),
      { id: "soup", label: "soup", layer: 2, role: "soup", detail: "the average of the weights" },
      { id: "student", label: "student", layer: 3, role: "student", detail: "learns from the soup’s answers" },
    ],
    edges: [
      ...[1, 2, 3].flatMap((m) => [
        { from: "start", to: `m${m}` },
        { from: `m${m}`, to: "soup" },
      ]),
      { from: "soup", to: "student", label: "answers", dashed: true },
    ],
  },
};

export const table: FigureSpec = {
  id: "table",
  kind: "table",
  title: "All methods",
  sentence: "The learned soup is the best single network; the ensemble costs 8 times as much for 0.4 points.",
  caption: `${MADE} Click a heading to sort.`,
  columns: [
    { label: "method", align: "left" },
    { label: "accuracy", format: ".1%" },
    { label: "low", format: ".1%" },
    { label: "high", format: ".1%" },
    { label: "forward passes" },
  ],
  rows: METHODS.map(([name, role, value, half]) => [
    name,
    value,
    value - half,
    value + half,
    role === "ensemble" ? 8 : 1,
  ]),
};

/** What is shown before there is anything to show. */
export const empty: FigureSpec = {
  id: "empty",
  kind: "curve",
  title: "Before the first run",
  sentence: "Nothing to show yet: press Play to train 8 members.",
  caption: "Axes are drawn faint and a sentence says what to do.",
  x: { label: "step", domain: [0, 600] },
  y: { ...accuracy, domain: [0, 1] },
  series: [],
};
