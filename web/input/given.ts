/** Rows that were drawn or uploaded, as the core takes them. */

/** Labelled rows: `x` row after row of dimensions `shape`, `y` below the number of classes. */
export interface Given {
  name: string;
  x: Float32Array;
  y: Uint32Array;
  shape: number[];
  classes: string[];
  /** The features' names; none for images. */
  columns: string[];
  /** Whether features are to be given mean 0 and standard deviation 1, both of the training rows. */
  standardise: boolean;
}

/** What may come in. */
export const LIMITS = {
  bytes: 5_000_000,
  rows: 50_000,
  features: 64,
  classes: 32,
  /** Columns of a file, used or not. */
  columns: 128,
  /** The largest file of which every n-th row is read. */
  thinned: 100_000_000,
  /** Rows below which no test set can be held out. */
  least: 20,
  /** The side of an image. */
  side: 64,
} as const;

/** Why something cannot be used: a stable code, one sentence, and what would help. */
export interface Refusal {
  code: "E-DATA-SIZE" | "E-DATA-FORMAT" | "E-DATA-ROW" | "E-DATA-LABEL" | "E-DATA-COLUMN" | "E-DATA-FEW";
  message: string;
  /** Reading every n-th row would help. */
  every?: number;
  /** Leaving out so many rows would help. */
  skip?: number;
  /** The column to look at. */
  column?: number;
}

/** A refusal on its way up. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Refuses. */
export function refuse(code: Refusal["code"], message: string, help: Pick<Refusal, "every" | "skip"> = {}): never {
  throw new Refused({ code, message, ...help });
}

/** A whole number with separators, and its noun. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString("en-GB")} ${n === 1 ? noun : plural}`;
}
