/** A value of a setting. */
export type Setting = number | boolean | string | readonly string[] | readonly number[];
/** An exhibit as it declares itself: its card, controls and claims are plain data. */
export interface Declaration {
  card: { slug: string; title: string; question: string; [name: string]: unknown };
  controls: { name: string; phase: "prepare" | "live"; kind: string; default: Setting; [name: string]: unknown }[];
  claims: { id: string; says: string; difference: string; unit: string }[];
}
/** How an exhibit is run. */
export interface RunOptions {
  /** Repetitions, from 1 to 100. */
  seeds?: number;
  /** The seed of the first one. */
  seed?: number;
  /** Settings by name; what is left out has its default. */
  values?: Record<string, Setting>;
  backend?: "cpu" | "gpu";
  /** Hears how far each seed is, from 0 to 1. */
  progress?: (at: { seed: number; share: number; doing: string }) => void;
  /** Ends the run. */
  signal?: AbortSignal;
  /** Where the data sets are, if not beside this module. */
  data?: string | URL;
}
/** What a run found: its sentence, figures and table as data, and the verdict on each claim. */
export interface Ran {
  exhibit: string;
  values: Record<string, Setting>;
  seconds: number[];
  snapshot: { sentence: string; figures: unknown[]; table: unknown };
  findings: {
    claim: { id: string; says: string };
    interval: { mean: number; low: number; high: number; n: number } | null;
    differences: (number | null)[];
    verdict: "same direction" | "not seen at this size" | "opposite" | "not yet run";
  }[];
}
/** All exhibits. */
export function exhibits(): Promise<Declaration[]>;
/**
 * Runs an exhibit seed after seed and says what it found. Rejects with one sentence that names what cannot
 * be; with the signal's reason where it was ended.
 */
export function run(exhibit: string, options?: RunOptions): Promise<Ran>;
