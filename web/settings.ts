/** What a visitor can set, and how it is written in a link. */

import { RECIPES } from "./recipe.ts";

/** The executors that can be asked for. */
export const EXECUTORS = ["auto", "cpu", "gpu"] as const;
/** How fast a run may go: 1 is about ten seconds, 0 as fast as it can. */
export const SPEEDS = [1, 4, 0] as const;

/** Everything that can be set. */
export interface Settings {
  data: string;
  executor: (typeof EXECUTORS)[number];
  seed: number;
  /** Whether the members part from one pre-trained model. */
  shared: boolean;
  members: number;
  speed: (typeof SPEEDS)[number];
  /** The learning rate; absent: the one that suits the data. */
  lr?: number;
  /** The length of the run; absent: the one that suits the data. */
  steps?: number;
}

/** The settings of a link that says nothing. */
export const DEFAULTS: Settings = { data: "moons", executor: "auto", seed: 7, shared: true, members: 8, speed: 1 };
/** The largest seed. */
export const MAX_SEED = 2 ** 32 - 1;

/** Reads a link's query; what is not known or out of range is left at its default. */
export function parse(query: string): Settings {
  const params = new URLSearchParams(query);
  const number = (name: string, low: number, high: number, whole = true) => {
    const text = params.get(name);
    const value = Number(text);
    if (text === null || text === "" || !Number.isFinite(value)) return undefined;
    const inside = Math.min(high, Math.max(low, value));
    return whole ? Math.round(inside) : inside;
  };
  const one = <T>(found: T | undefined, otherwise: T) => found ?? otherwise;
  const settings: Settings = {
    data: one(RECIPES.find(({ id }) => id === params.get("data"))?.id, DEFAULTS.data),
    executor: one(
      EXECUTORS.find((name) => name === params.get("executor")),
      DEFAULTS.executor,
    ),
    seed: one(number("seed", 0, MAX_SEED), DEFAULTS.seed),
    shared: params.get("shared") !== "0",
    members: one(number("members", 2, 16), DEFAULTS.members),
    speed: one(
      SPEEDS.find((speed) => String(speed) === params.get("speed")),
      DEFAULTS.speed,
    ),
  };
  const lr = number("lr", 1e-5, 10, false);
  const steps = number("steps", 1, 100_000);
  if (lr !== undefined) settings.lr = lr;
  if (steps !== undefined) settings.steps = steps;
  return settings;
}

/** The query of a link; only what differs from the defaults is written, keys of `rest` are kept. */
export function write(settings: Settings, rest = ""): string {
  const params = new URLSearchParams(rest);
  const text = (value: unknown) => (typeof value === "boolean" ? String(Number(value)) : String(value));
  for (const key of ["data", "executor", "seed", "shared", "members", "speed", "lr", "steps"] as const) {
    const value = settings[key];
    if (value === undefined || value === DEFAULTS[key]) params.delete(key);
    else params.set(key, text(value));
  }
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}
