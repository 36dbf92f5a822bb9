/** What the core says of an exhibit, shows and finds: plain data, as its binding gives it. */

import type { Cell, ColumnSpec, FigureSpec } from "../figures/figure.ts";
import { msg } from "../language/message.ts";
import type { Option } from "../manifest.ts";

/** A value of a setting: a number, a switch, a word, words, or a place in the unit square. */
export type CoreValue = number | boolean | string | readonly string[] | readonly number[];
/** Settings by name. */
export type CoreValues = Readonly<Record<string, CoreValue>>;

/** A setting, as the core declares it. */
export interface CoreControl {
  name: string;
  key: string;
  phase: "prepare" | "live";
  label: string;
  help: string;
  kind: "slider" | "integer" | "select" | "toggle" | "subset" | "position";
  range?: [number, number];
  step?: number;
  scale: "linear" | "log";
  unit?: string;
  options?: Option[];
  default: CoreValue;
  basic: boolean;
  enabledWhen?: string;
}

/** A step of a tour: what to do, the settings it asks for, the figure to look at. */
export interface Step {
  text: string;
  set: readonly (readonly [string, CoreValue])[];
  figure: string;
}

/** What is said of a paper. */
export interface Card {
  slug: string;
  title: string;
  paper: { title: string; authors: string; venue: string; year: number; arxiv: string };
  question: string;
  idea: readonly string[];
  equations: readonly { name: string; tex: string }[];
  family: readonly string[];
  limits: readonly string[];
  differences: readonly string[];
  tryNext: readonly string[];
  teachers: readonly string[];
  tour: readonly Step[];
}

/** What is claimed: a difference that should be above 0. */
export interface Claim {
  id: string;
  says: string;
  paper: string;
  difference: string;
  unit: string;
}

/** An exhibit in the list of all. */
export interface Entry {
  card: Card;
  controls: readonly CoreControl[];
  claims: readonly Claim[];
}

/** What was found of a claim. */
export type Verdict = "same direction" | "not seen at this size" | "opposite" | "not yet run";

/** A mean over seeds with its 95 % interval. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
  n: number;
}

/** A claim's number and its verdict, by the rule of the core. */
export interface Finding {
  id: string;
  interval: Interval | null;
  verdict: Verdict;
}

/** What is shown at some settings. */
export interface Snapshot {
  sentence: string;
  figures: readonly FigureSpec[];
  table: { columns: readonly ColumnSpec[]; rows: readonly (readonly Cell[])[] };
}

/** A run at the defaults, computed earlier and shipped. */
export interface Recorded extends Snapshot {
  values: CoreValues;
  seeds: number;
  /** Of one seed. */
  seconds: number;
  findings: readonly Finding[];
}

/** How far the preparation of a seed is. */
export interface Progress {
  share: number;
  doing: string;
}

/** The kinds of methods, in the order of the filter. */
export const families = (): Readonly<Record<string, string>> => ({
  "weight-space": msg("weight space"),
  "output-space": msg("output space"),
  distillation: msg("distillation"),
  losses: msg("losses"),
  robustness: msg("robustness"),
  decoding: msg("decoding"),
  reasoning: msg("reasoning"),
  choice: msg("choice"),
});
