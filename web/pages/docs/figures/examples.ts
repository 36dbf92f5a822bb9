/** One figure of each kind, over made-up data that never change. */

import type { FigureSpec, Series } from "../../../figures/figure.ts";
import { accuracy, MADE, METHODS, range } from "./common.ts";
import { planes } from "./planes.ts";
import { empty, graph, images, signals, table, text } from "./prose.ts";
import { noise, normal } from "./random.ts";

/** An example, and when its kind is the right one. */
export interface Example {
  figure: FigureSpec;
  use: string;
}

const alpha = range(21, -0.5, 1.5).map((x) => Math.round(x * 100) / 100);
const hill = (x: number) => 0.942 - 0.32 * (x - 0.45) ** 2;

const curve: FigureSpec = {
  id: "curve",
  kind: "curve",
  title: "Accuracy along alpha",
  sentence: "The average keeps 94.2% half way; the best member alone reaches 92.8%.",
  caption: `${MADE} Bands are 95% intervals (Student t) over 5 seeds.`,
  x: { label: "alpha" },
  y: accuracy,
  present: { x: 0.5 },
  series: [
    { id: "best", role: "single", label: "best member", x: alpha, y: alpha.map(() => 0.928) },
    {
      ...{ id: "ensemble", role: "ensemble", label: "ensemble", x: alpha, n: 5, interval: "t95" },
      y: alpha.map((x) => 0.951 - 0.04 * (x - 0.5) ** 2),
    },
    {
      ...{ id: "soup", role: "soup", label: "soup", x: alpha, n: 5, interval: "t95", marked: false },
      y: alpha.map(hill),
      lo: alpha.map((x) => hill(x) - 0.012 - 0.01 * Math.abs(x - 0.5)),
      hi: alpha.map((x) => hill(x) + 0.012 + 0.01 * Math.abs(x - 0.5)),
    },
    { id: "student", role: "student", label: "student", x: alpha, y: alpha.map((x) => 0.9 + 0.02 * Math.sin(4 * x)) },
    { id: "before", role: "soup", label: "soup", pin: "P1", x: alpha, y: alpha.map((x) => hill(x) - 0.05) },
    { id: "chance", role: "chance", label: "majority class", x: [-0.5, 1.5], y: [0.62, 0.62] },
  ],
};

const steps = range(40, 0, 600).map(Math.round);
const loss: FigureSpec = {
  id: "loss",
  kind: "curve",
  title: "Loss while training",
  sentence: "After 600 steps the losses of 12 members lie between 0.14 and 0.27.",
  caption: `${MADE} More than three members share one name; walk through them by key.`,
  x: { label: "step" },
  y: { label: "loss" },
  series: Array.from({ length: 12 }, (_, m): Series => {
    const next = noise(m + 3);
    const rate = 90 + 60 * next();
    const y = steps.map((step) => 0.14 + 0.12 * (m / 12) + 0.75 * Math.exp(-step / rate) + 0.03 * (next() - 0.5));
    return { id: `m${m + 1}`, role: "member", label: `m${m + 1}`, x: steps, y };
  }),
};

const next = noise(11);
const models = Array.from({ length: 24 }, () => {
  const x = 0.84 + 0.1 * next();
  return { x, y: x - 0.04 + 0.05 * next() };
});
const scatter: FigureSpec = {
  id: "scatter",
  kind: "scatter",
  title: "Accuracy before and after a shift",
  sentence: "The soup loses 1.1 points under rotation; members lose 1 to 4.",
  caption: `${MADE} 24 members, one seed.`,
  x: { ...accuracy, label: "accuracy as trained" },
  y: { ...accuracy, label: "accuracy, rotated" },
  identity: true,
  series: [
    { id: "members", role: "member", label: "members", x: models.map(({ x }) => x), y: models.map(({ y }) => y) },
    { id: "best", role: "single", label: "best member", x: [0.938], y: [0.915], names: ["best member"] },
    { id: "ensemble", role: "ensemble", label: "ensemble", x: [0.951], y: [0.938], names: ["ensemble"] },
    { id: "soup", role: "soup", label: "soup", x: [0.947], y: [0.936], names: ["soup"] },
  ],
};

const cloud = Array.from({ length: 4000 }, () => [normal(next), normal(next)] as const);
const dense: FigureSpec = {
  id: "dense",
  kind: "scatter",
  title: "Margins of two models, row by row",
  sentence: "Both models agree on most of 4,000 rows: their margins correlate by 0.71.",
  caption: `${MADE} Above 1,000 points all are one path of dots.`,
  x: { label: "margin of m1" },
  y: { label: "margin of m2" },
  series: [
    {
      ...{ id: "rows", role: "ensemble", label: "test rows" },
      x: cloud.map(([a]) => 1 + a),
      y: cloud.map(([a, b]) => 1 + 0.71 * a + 0.7 * b),
    },
  ],
};

const dots: FigureSpec = {
  id: "dots",
  kind: "dots",
  title: "Accuracy by method",
  sentence: "The ensemble is ahead of the best member by 2.3 points [0.9, 3.7], 5 seeds.",
  caption: `${MADE} Dots are means, lines 95% intervals (Student t) over 5 seeds.`,
  y: { label: "accuracy", format: ".0%", domain: [0.9, 1] },
  order: "value",
  series: [
    ...METHODS.map(
      ([name, role, value, half]): Series => ({
        ...{ id: name, role, label: name, x: [0], y: [value], n: 5, interval: "t95" },
        ...{ lo: [value - half], hi: [value + half] },
      }),
    ),
    {
      id: "shipped",
      role: "soup",
      label: "greedy soup",
      badge: "recorded",
      x: [0],
      y: [0.941],
      names: ["greedy soup (recorded)"],
    },
    {
      id: "printed",
      role: "soup",
      label: "greedy soup",
      badge: "paper",
      x: [0],
      y: [0.933],
      names: ["greedy soup (paper)"],
    },
  ],
};

const bars: FigureSpec = {
  id: "bars",
  kind: "bars",
  title: "Cost of one prediction",
  sentence: "The soup costs one forward pass; the ensemble costs 8.",
  caption: `${MADE} Multiplications of one row, in thousands.`,
  y: { label: "multiplications", unit: "k" },
  series: [
    { id: "one", role: "single", label: "one member", x: [0], y: [9.3] },
    { id: "ensemble", role: "ensemble", label: "ensemble of 8", x: [1], y: [74.4] },
    { id: "soup", role: "soup", label: "soup of 8", x: [2], y: [9.3] },
    { id: "student", role: "student", label: "student, half as wide", x: [3], y: [2.6] },
  ],
};

const stack: FigureSpec = {
  id: "stack",
  kind: "stack",
  title: "Who decided",
  sentence: "Three of four rows leave at the first exit; 6% need all three.",
  caption: `${MADE} 400 test rows for each threshold.`,
  x: { label: "share of rows", format: ".0%" },
  stack: {
    parts: ["first exit", "second exit", "third exit", "ensemble"],
    rows: [
      { label: "threshold 0.8", values: [0.86, 0.09, 0.04, 0.01] },
      { label: "threshold 0.9", values: [0.74, 0.12, 0.08, 0.06] },
      { label: "threshold 0.99", values: [0.41, 0.22, 0.19, 0.18] },
    ],
  },
};
const signed: FigureSpec = {
  id: "signed",
  kind: "stack",
  title: "What the gain is made of",
  sentence: "Fewer steps cost the second soup 0.9 points; diversity gives it 1.6.",
  caption: `${MADE} Parts of the difference from the best member.`,
  x: { label: "points", format: "+.1f" },
  stack: {
    parts: ["bias", "variance", "covariance"],
    rows: [
      { label: "soup of 4", values: [-0.4, 1.1, 0.3] },
      { label: "soup of 8", values: [-0.9, 1.6, -0.2] },
    ],
  },
};

const rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
const sizes = [2, 4, 8, 16, 32];
const heat: FigureSpec = {
  id: "heat",
  kind: "heat",
  title: "Accuracy by learning rate and number of members",
  sentence: "Best at a learning rate of 0.03 with 32 members: 95.6%.",
  caption: `${MADE} Mean of 3 seeds.`,
  x: { label: "learning rate" },
  y: { label: "members" },
  present: { x: 0.01, y: 8 },
  grid: {
    ...{ x: rates, y: sizes, label: "accuracy", format: ".1%", palette: "sequential" },
    values: sizes.flatMap((m) =>
      rates.map((rate) => 0.9 + 0.012 * Math.log2(m) - 0.02 * (Math.log10(rate) + 1.6) ** 2),
    ),
  },
};

const plane = range(33, -1, 2);
const bowl = (x: number, y: number) =>
  0.15 + 1.1 * Math.min((x - 0.1) ** 2 + 0.6 * (y - 0.2) ** 2, 0.25 + (x - 0.9) ** 2 + (y - 0.9) ** 2);
const landscape: FigureSpec = {
  id: "landscape",
  kind: "landscape",
  title: "Error over a plane of weights",
  sentence: "The soup lies lower than each of the three models it is made of.",
  caption: `${MADE} Filled contours at equal steps of the test error.`,
  x: { label: "along m2 − m1, in lengths of it" },
  y: { label: "across" },
  grid: {
    ...{ x: plane, y: plane, label: "error", format: ".2f", palette: "sequential" },
    values: plane.flatMap((y) => plane.map((x) => bowl(x, y))),
  },
  points: [
    { x: 0, y: -0.5, role: "single", label: "m1" },
    { x: 1, y: 0, role: "single", label: "m2" },
    { x: -0.5, y: 0.8, role: "single", label: "m3" },
    { x: 0.17, y: 0.1, role: "soup", label: "soup" },
  ],
  series: [
    {
      ...{ id: "path", role: "student", label: "path of training", dashed: false },
      ...{ x: [1.7, 1.4, 1.2, 1.05, 1], y: [-0.8, -0.6, -0.3, -0.1, 0] },
    },
  ],
  present: { x: 0.5, y: -0.25 },
};

const order = ["m3", "m1", "m7", "m4", "m8", "m2", "m6", "m5"];
const tried = [0.921, 0.934, 0.929, 0.941, 0.938, 0.944, 0.925, 0.943];
const trace: FigureSpec = {
  id: "trace",
  kind: "trace",
  title: "Greedy selection",
  sentence: "The greedy soup keeps 4 of 8 members and reaches 94.4%.",
  caption: `${MADE} Accuracy on 400 validation rows after each member is tried.`,
  x: { label: "member tried" },
  y: accuracy,
  series: [
    {
      ...{ id: "greedy", role: "soup", label: "greedy soup", x: order.map((_, i) => i + 1), y: tried, names: order },
      kept: tried.map(
        (value, i) => value > Math.max(0, ...tried.slice(0, i).filter((_, k) => [0, 1, 3, 5].includes(k))),
      ),
      notes: tried.map((value, i) =>
        i === 0 ? "the best member" : `${(100 * (value - (tried[i - 1] ?? 0))).toFixed(1)} points from the last try`,
      ),
    },
  ],
};

const centres = range(10, 0.53, 0.98);
const reliability: FigureSpec = {
  id: "reliability",
  kind: "reliability",
  title: "Is it as sure as it is right?",
  sentence: "The best member is surer than right; the ensemble hardly is.",
  caption: `${MADE} 1,000 test rows in 10 bins of equal width.`,
  x: { label: "confidence", format: ".0%", domain: [0.5, 1] },
  y: { label: "accuracy", format: ".0%" },
  series: [
    {
      ...{
        id: "single",
        role: "single",
        label: "best member",
        x: centres,
        count: [20, 24, 30, 33, 41, 52, 70, 110, 190, 430],
      },
      y: centres.map((x, i) => x - 0.02 - 0.08 * Math.sin((i / 9) * 3)),
    },
    {
      ...{
        id: "ensemble",
        role: "ensemble",
        label: "ensemble",
        x: centres,
        count: [28, 33, 40, 52, 61, 72, 96, 140, 188, 290],
      },
      y: centres.map((x, i) => x + 0.012 * Math.cos(i)),
    },
  ],
};

const digits = ["0", "1", "4", "7", "9"];
const matrix: FigureSpec = {
  id: "matrix",
  kind: "matrix",
  title: "What is taken for what",
  sentence: "4 and 9 are confused most often: 13 of 27 errors.",
  caption: `${MADE} 500 test images; shades are shares of the row.`,
  x: { label: "said" },
  y: { label: "is" },
  matrix: {
    ...{ rows: digits, columns: digits, of: "count" },
    values: [99, 0, 0, 1, 0, 0, 98, 1, 1, 0, 0, 1, 91, 1, 7, 1, 2, 1, 94, 2, 0, 0, 6, 3, 91],
  },
};

const strip: FigureSpec = {
  id: "strip",
  kind: "strip",
  title: "Accuracy over 40 seeds",
  sentence: "Half of the soups lie between 93.8% and 94.9%; members scatter three times as much.",
  caption: `${MADE} One point a seed; line: quartiles; tick: median.`,
  y: accuracy,
  series: (
    [
      ["one member", "single", 0.915, 0.017],
      ["ensemble", "ensemble", 0.95, 0.006],
      ["soup", "soup", 0.943, 0.008],
    ] as const
  ).map(([label, role, mean, deviation], i): Series => {
    const draw = noise(i + 20);
    const y = Array.from({ length: 40 }, () => Math.min(0.99, mean + deviation * normal(draw)));
    return { id: role, role, label, x: y.map((_, k) => k), y };
  }),
};

const margins = (seed: number, mean: number, deviation: number) => {
  const draw = noise(seed);
  return Array.from({ length: 1500 }, () => mean + deviation * normal(draw));
};
const fitted = range(60, -3, 5);
const histogram: FigureSpec = {
  id: "histogram",
  kind: "histogram",
  title: "Margins of the right class",
  sentence: "The ensemble’s margins are narrower: fewer rows lie near 0.",
  caption: `${MADE} 1,500 test rows; each outline sums to 100%.`,
  y: { label: "margin", domain: [-3, 5] },
  series: [
    { id: "single", role: "single", label: "one member", x: [], y: margins(5, 1.1, 1.2) },
    { id: "ensemble", role: "ensemble", label: "ensemble", x: [], y: margins(6, 1.4, 0.75) },
    {
      ...{ id: "fit", role: "reference", label: "normal, fitted", x: fitted },
      y: fitted.map((x) => (8 / 24 / (0.75 * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((x - 1.4) / 0.75) ** 2)),
    },
  ],
};

const thirds = range(13, 0, 1);
const simplex: FigureSpec = {
  id: "simplex",
  kind: "simplex",
  title: "Mixtures of three members",
  sentence: "The best mixture takes 42% of m1, 33% of m2 and 25% of m3.",
  caption: `${MADE} Accuracy of the weights’ mixture on 400 rows.`,
  corners: ["m1", "m2", "m3"],
  present: { x: 0.2, y: 0.5 },
  grid: {
    ...{ x: thirds, y: thirds, label: "accuracy", format: ".1%", palette: "sequential" },
    values: thirds.flatMap((b) =>
      thirds.map((a) =>
        a + b > 1 + 1e-9 ? Number.NaN : 0.944 - 0.12 * ((a - 0.42) ** 2 + (b - 0.33) ** 2 + (a + b - 0.75) ** 2),
      ),
    ),
  },
};

const walk = noise(8);
const trail = Array.from(
  { length: 25 },
  (_, i) => [4 - 3.4 * (1 - Math.exp(-i / 6)), 2 * Math.exp(-i / 9) + 0.25 * walk()] as const,
);
const map2d: FigureSpec = {
  id: "map2d",
  kind: "map2d",
  title: "Where the weights lie",
  sentence: "Members of one start lie close together; the soup lies between them.",
  caption: `${MADE} Two main directions of the weights; a path shows m1 while it trains.`,
  x: { label: "distance" },
  series: [
    {
      id: "path",
      role: "single",
      label: "m1 while training",
      joined: true,
      x: trail.map(([x]) => x),
      y: trail.map(([, y]) => y),
    },
    {
      id: "members",
      role: "member",
      label: "members",
      x: [0.1, 1.9, 0.9, -0.3],
      y: [0.9, -0.1, -0.6, -0.4],
      names: ["m2", "m3", "m4", "m5"],
    },
    { id: "soup", role: "soup", label: "soup", x: [0.5], y: [0.2], names: ["soup"] },
  ],
};

/** All kinds, in the order of the page. */
export const EXAMPLES: Example[] = [
  { figure: curve, use: "A quantity against an ordered parameter or a step." },
  { figure: loss, use: "Many lines of one kind: they share a name, and the focused one stands out." },
  { figure: scatter, use: "Two measures for each model. The line says where they are equal." },
  { figure: dense, use: "Thousands of rows: thin marks, and the name at the top of the cloud." },
  {
    figure: dots,
    use: "One measure by method, with its interval. Zero is not forced, so that differences can be seen.",
  },
  { figure: bars, use: "Counts, sizes and costs: from zero, never for accuracy." },
  { figure: stack, use: "Shares of a whole for each row, at most five parts." },
  { figure: signed, use: "Signed parts of a difference, on both sides of zero." },
  { figure: heat, use: "One measure over two parameters." },
  { figure: landscape, use: "A measure over a plane of weights, with models and paths in it." },
  { figure: trace, use: "Decisions in order: accepted filled, rejected hollow, the reason in the read-out." },
  { figure: reliability, use: "Confidence against accuracy; dots are as large as their bins." },
  { figure: matrix, use: "Confusions and agreements, up to ten by ten." },
  { figure: strip, use: "The distribution of a measure over seeds or inputs." },
  { figure: histogram, use: "The distribution of many values in shared bins." },
  { figure: simplex, use: "Three shares that add up to one." },
  {
    figure: map2d,
    use: "Points placed by similarity, or a path through weights. One unit on both axes, and a bar for its length.",
  },
  { figure: text, use: "Text that was written or scored." },
  { figure: images, use: "Digits and small pictures." },
  { figure: signals, use: "Signals, as lines." },
  { figure: graph, use: "How parts hang together." },
  ...planes,
  { figure: table, use: "Everything, always: each figure has its table too." },
  { figure: empty, use: "Every figure, as long as it has no data." },
];
