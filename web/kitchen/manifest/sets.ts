/** The data sets of the page, and the run that suits each. */

import type { Option, Value } from "../../manifest.ts";

/** What the page knows of a data set. */
export interface DataSet {
  id: string;
  title: string;
  /** What one row is called. */
  row: "points" | "images" | "signals" | "rows";
  /** The names of its classes. */
  classes: string[];
  /** Width and height of an image; absent for what is none. */
  side?: number;
  /** Numbers of a signal; absent for what is none. */
  length?: number;
}

const LETTERS = ["A", "B", "C", "D"];
const DIGITS = [..."0123456789"];
const CLOTHES = "top,trousers,pullover,dress,coat,sandal,shirt,trainer,bag,boot".split(",");

const points = (id: string, title: string, classes = 2): DataSet => ({
  id,
  title,
  row: "points",
  classes: LETTERS.slice(0, classes),
});
const images = (id: string, title: string, side: number, classes = DIGITS): DataSet => ({
  id,
  title,
  row: "images",
  classes,
  side,
});

/** Every set, in the order in which it is offered. */
export const SETS: readonly DataSet[] = [
  points("moons", "Two moons"),
  points("circles", "Circles"),
  points("spirals", "Spirals"),
  points("xor", "Exclusive or"),
  points("checkerboard", "Checkerboard"),
  points("blobs", "Three blobs", 3),
  images("mnist-14", "MNIST, 14 × 14", 14),
  images("fashion-14", "Fashion-MNIST, 14 × 14", 14, CLOTHES),
  images("digits-8", "Digits, 8 × 8", 8),
  { id: "mnist-1d", title: "MNIST-1D", row: "signals", classes: DIGITS, length: 40 },
  { id: "given", title: "Your own", row: "rows", classes: LETTERS },
];

/** The condition that a set of images is chosen, and its opposite. */
export const IMAGES = `set=${SETS.filter(({ side }) => side !== undefined)
  .map(({ id }) => id)
  .join("|")}`;
/** The condition that a set is made from the seed. */
export const MADE = `set=${SETS.filter(({ row }) => row === "points")
  .map(({ id }) => id)
  .join("|")}`;

/** The set of this name; the first one for a name that is not known. */
export function setOf(id: unknown): DataSet {
  const found = SETS.find((set) => set.id === id) ?? SETS[0];
  if (found === undefined) throw new Error("There is no data set.");
  return found;
}

const GROUPS = { points: "Points", images: "Images", signals: "Signals", rows: "Yours" } as const;

/** The sets as options of a select. */
export const OPTIONS: readonly Option[] = SETS.map(({ id, title, row }) => ({
  id,
  label: title,
  group: GROUPS[row],
}));

/** A default for all sets of images and signals, and others for those with fewer rows. */
export function forDigits(value: Value, small = value, signals = small): { by: string; of: Record<string, Value> } {
  const of = SETS.filter(({ side }) => side !== undefined).map(({ id }) => [id, value] as const);
  return { by: "set", of: { ...Object.fromEntries(of), "digits-8": small, "mnist-1d": signals } };
}
