/** The page's state, as signals: written by the session, read by the stations. */

import { computed, signal } from "@preact/signals-core";
import type { Point } from "../input/drawing.ts";
import type { Given as Rows } from "../input/given.ts";
import { translated } from "../language/message.ts";
import type { State } from "../manifest.ts";
import { type Notice, noted } from "../parts/notices.ts";
import { bits } from "../parts/subset.ts";
import type { Decisions, Dish, Measure, Plane, RunSpec, Scored } from "../wire.ts";
import { type DataSet, setOf } from "./manifest/sets.ts";
import { DEFAULTS } from "./manifest.ts";
import { dishOf, runOf } from "./order.ts";

/** Where the run is. */
export type Phase = "loading" | "preparing" | "cancelled" | "ready" | "running" | "paused" | "finished" | "failed";

/** The members as they were at a step. */
export interface View {
  step: number;
  /** Of each member. */
  maps: Decisions[];
  /** Of each member, on the test rows. */
  scores: Scored[];
  /** For each member 0, or 1 plus the step at which it diverged. */
  diverged: number[];
}

/** Numbers at a step. */
export interface At<T> {
  step: number;
  value: T;
}

/** What the visitor has set. */
export const controls = signal<State>(DEFAULTS);
/** Points that were drawn. */
export const drawn = signal<readonly Point[]>([]);
/** Rows that were drawn or uploaded. */
export const rows = signal<Rows | undefined>(undefined);

/** The data set and its names. */
export const set = computed<DataSet>(() => {
  const chosen = setOf(controls.value.set);
  const own = rows.value;
  if (chosen.id !== "given" || !own) {
    return { ...chosen, title: translated(chosen.title), classes: chosen.classes.map(translated) };
  }
  const about = { ...chosen, title: translated(own.name), classes: own.classes, row: kindOf(own) };
  return about.row === "images" ? { ...about, side: own.shape[0] ?? 1 } : about;
});

/** Whether a row can be shown: as an image, or as a signal. */
export const isPictured = computed(() => (set.value.side ?? set.value.length) !== undefined);

/** What rows of the visitor's own are: square images, points of the plane, or only rows. */
export function kindOf({ shape }: Rows): DataSet["row"] {
  if (shape.length === 2 && shape[0] === shape[1]) return "images";
  return shape.length === 1 && shape[0] === 2 ? "points" : "rows";
}

const specText = computed(() => JSON.stringify(runOf(controls.value, rows.value)));
/** The run that is asked for; the same object as long as it is the same run. */
export const spec = computed<RunSpec>(() => JSON.parse(specText.value));

const dishText = computed(() => JSON.stringify(dishOf(controls.value)));
/** What the hand has chosen to look at. */
export const dish = computed(() => JSON.parse(dishText.value) as ReturnType<typeof dishOf>);

/** Which members count together. */
export const chosen = computed(() => bits(controls.value.chosen, spec.value.members));

export const phase = signal<Phase>("loading");
/** The share of the files that has come. */
export const loaded = signal(0);
/** How far a preparation is, where one is under way. */
export const preparing = signal<{ words: string; share: number; seconds: number } | undefined>(undefined);
export const step = signal(0);
/** The last step of the run. */
export const last = signal(1);
/** Where the weights that are shown come from: trained here, shipped with the page, or brought in files. */
export const origin = signal<"here" | "recorded" | "files">("here");
/** Whether what is shown was not trained in this visit. */
export const isRecorded = computed(() => origin.value !== "here");
export const notices = signal<readonly Notice[]>([]);
/** The executor in use, and why. */
export const engine = signal({ used: "cpu" as "cpu" | "gpu", workers: 0, words: "", core: "", rate: 0 });

export const plane = signal<Plane | undefined>(undefined);
/** Training rows, for the picture of the data. */
export const sample = signal<{ x: Float32Array; y: Uint32Array } | undefined>(undefined);
export const view = signal<View | undefined>(undefined);
/** Counts the looks at weights: what was answered before is old. */
export const version = signal(0);
/** The steps that are kept. */
export const checkpoints = signal<readonly number[]>([]);
/** The accuracies at earlier steps of this run. */
export const history = signal<At<{ members: Scored[]; ensemble: Scored; soup: Scored }>[]>([]);
/** The members' losses at earlier steps of this run. */
export const losses = signal<At<Float32Array>[]>([]);

/** What the hand has made, as far as it has been looked at: the score is that of `of`. */
export const made = signal<{ of: Dish; map: Decisions | undefined; score: Scored | undefined }>({
  of: dish.peek(),
  map: undefined,
  score: undefined,
});
/** The ensemble of the chosen members, to compare with. */
export const beside = signal<{ map: Decisions | undefined; score: Scored | undefined }>({
  map: undefined,
  score: undefined,
});

/** The student. */
export interface Student {
  phase: "none" | "preparing" | "running" | "paused" | "finished";
  step: number;
  steps: number;
  teacher: string;
  /** The share of test rows that the teacher was right on when it taught. */
  taught: number | undefined;
  losses: At<number>[];
  history: At<Measure>[];
  map: Decisions | undefined;
}
/** No student yet. */
export const NOBODY: Student = {
  phase: "none",
  step: 0,
  steps: 0,
  teacher: "",
  taught: undefined,
  losses: [],
  history: [],
  map: undefined,
};
export const student = signal<Student>(NOBODY);

/** Whether nothing is under way that the controls would have to wait for. */
export const isOpen = computed(() => !["loading", "preparing", "cancelled", "failed"].includes(phase.value));
/** Whether a preparation is under way. */
export const isBusy = computed(() => ["loading", "preparing"].includes(phase.value));

/** Says something above the stations; another notice of the same code gives way. */
export function notify(code: string, words: string, actions?: Notice["actions"]): void {
  notices.value = noted(notices.value, actions ? { code, words, actions } : { code, words });
}

/** Takes a notice away. */
export function dismiss(code: string): void {
  if (notices.value.some((one) => one.code === code)) notices.value = notices.value.filter((one) => one.code !== code);
}
