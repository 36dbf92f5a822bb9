/** What the page shows, as signals: written by the session, read by the parts. */

import { computed, signal } from "@preact/signals-core";
import { recipe, shifts, specOf } from "./recipe.ts";
import { DEFAULTS, type Settings } from "./settings.ts";
import type { Decisions, Plane, Score, Standing } from "./wire.ts";

/** Where the run is. */
export type Phase = "loading" | "preparing" | "ready" | "running" | "paused" | "finished" | "failed";

/** The members as they were at a step. */
export interface View {
  step: number;
  /** Of each member, the ensemble and the soup. */
  maps: Decisions[];
  standing: Standing;
  /** For each member 0, or 1 plus the step at which it diverged. */
  diverged: number[];
}

/** A place between two members. */
export interface Mix {
  a: number;
  b: number;
  t: number;
}

/** Numbers at a step. */
export interface At<T> {
  step: number;
  value: T;
}

/** What the visitor has set. */
export const settings = signal<Settings>(DEFAULTS);
/** The data set and its names. */
export const chosenRecipe = computed(() => recipe(settings.value.data));
/** The run that is asked for. */
export const spec = computed(() => specOf(settings.value));

export const phase = signal<Phase>("loading");
/** The share of the files that has come. */
export const loaded = signal(0);
export const step = signal(0);
/** One sentence about what went wrong. */
export const notice = signal("");
/** The executor in use, and why. */
export const engine = signal({ used: "cpu" as "cpu" | "gpu", workers: 0, words: "", core: "" });

export const plane = signal<Plane | undefined>(undefined);
export const view = signal<View | undefined>(undefined);
/** The accuracies at earlier steps of this run. */
export const history = signal<At<Standing>[]>([]);
/** The members' losses at earlier steps of this run. */
export const losses = signal<At<Float32Array>[]>([]);
/** Which members count together. */
export const chosen = signal<boolean[]>([]);

export const mix = signal<Mix>({ a: 0, b: 1, t: 0.5 });
export const mixMap = signal<Decisions | undefined>(undefined);
/** Scores between the two members, and the step they belong to. */
export const between = signal<(At<Score[]> & { a: number; b: number }) | undefined>(undefined);

export const shift = signal("rotation");
/** Standings at severities from 0 on. */
export const sweep = signal<At<Standing[]> | undefined>(undefined);
/** The shifts that the data can meet. */
export const shiftNames = computed(() => shifts(chosenRecipe.value));

/** Whether nothing is under way that the controls would have to wait for. */
export const isOpen = computed(() => !["loading", "preparing", "failed"].includes(phase.value));

/** The places on the line between two members that are scored. */
export const PLACES = Float32Array.from({ length: 21 }, (_, i) => i / 20);
