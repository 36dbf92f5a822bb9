/** The data sets that can be chosen, each with a run that suits it. */

import type { Settings } from "./settings.ts";
import type { DataSpec, RunSpec } from "./wire.ts";

/** A data set and the run that suits it. */
export interface Recipe {
  /** Its name in links. */
  id: string;
  title: string;
  /** What one row is called. */
  row: string;
  /** The names of its classes. */
  classes: string[];
  /** Width and height of an image; absent for points. */
  side?: number;
  /** Test rows that the numbers count on. */
  rows: number;
  lr: number;
  steps: number;
  run: Pick<RunSpec, "data" | "model" | "batch" | "sharedSteps">;
}

const LETTERS = ["A", "B", "C", "D"];
const DIGITS = [..."0123456789"];
const CLOTHES = "top,trousers,pullover,dress,coat,sandal,shirt,trainer,bag,boot".split(",");

function points(name: string, title: string, classes: number, noise: number): Recipe {
  return {
    id: name,
    title,
    row: "points",
    classes: LETTERS.slice(0, classes),
    rows: 400,
    lr: 0.01,
    steps: 600,
    run: {
      data: { kind: "toy", name, rows: 400, noise },
      model: { kind: "mlp", hidden: [32, 32], activation: "tanh" },
      batch: 64,
      sharedSteps: 50,
    },
  };
}

function images(name: string, title: string, side: number, classes: string[]): Recipe {
  const data: DataSpec = { kind: "bundled", name };
  return {
    id: name,
    title,
    row: "images",
    classes,
    side,
    rows: name === "digits-8" ? 500 : 2000,
    lr: 0.002,
    steps: 800,
    run: { data, model: { kind: "mlp", hidden: [64, 64], activation: "relu" }, batch: 128, sharedSteps: 50 },
  };
}

/** Every data set, in the order in which they are offered. */
export const RECIPES: readonly Recipe[] = [
  points("moons", "Two moons", 2, 0.2),
  points("circles", "Circles", 2, 0.1),
  points("spirals", "Spirals", 2, 0.1),
  points("xor", "Exclusive or", 2, 0.2),
  points("checkerboard", "Checkerboard", 2, 0.05),
  points("blobs", "Three blobs", 3, 0.6),
  images("mnist-14", "MNIST, 14 × 14", 14, DIGITS),
  images("fashion-14", "Fashion-MNIST, 14 × 14", 14, CLOTHES),
  images("digits-8", "Digits, 8 × 8", 8, DIGITS),
];

/** The recipe of a data set; the first one for a name that is not known. */
export function recipe(id: string): Recipe {
  const [first] = RECIPES;
  const found = RECIPES.find((recipe) => recipe.id === id) ?? first;
  if (found === undefined) throw new Error("There is no data set.");
  return found;
}

/** The shifts that test rows of a data set can meet. */
export function shifts(recipe: Recipe): string[] {
  if (recipe.side === undefined) return ["noise", "rotation", "translation"];
  return "gaussian noise,shot noise,blur,contrast,brightness,rotation,translation,pixelate".split(",");
}

/** The run that the settings ask for. */
export function specOf(settings: Settings): RunSpec {
  const { run, lr, steps } = recipe(settings.data);
  return {
    ...run,
    optimiser: "adam",
    schedule: "cosine",
    lr: settings.lr ?? lr,
    spread: 1,
    steps: settings.steps ?? steps,
    members: settings.members,
    sharedSteps: settings.shared ? run.sharedSteps : 0,
    seed: settings.seed,
  };
}
