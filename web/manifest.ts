/** What can be set, as data: from a manifest come the form, the link, undo and redo, and pins. */

/** What a change of a control asks for: a new preparation, or an answer at once. */
export type Phase = "prepare" | "live";

/** One of several. */
export interface Option {
  id: string;
  label: string;
  /** Its meaning in one line. */
  help?: string;
  /** When it can be chosen; see [`holds`]. */
  when?: string;
  /** The heading under which it stands. */
  group?: string;
}

/** One value for all members, a range, or a list; drawn per member. */
export type Spread = number | { low: number; high: number } | number[];

/** What a control holds: a number, a name, a switch, a bit string, three shares, a place or a spread. */
export type Value = number | string | boolean | number[] | Spread;

/** The values of all controls, by name. */
export type State = Readonly<Record<string, Value>>;

/** The kinds of controls. */
export type Kind =
  | "slider"
  | "select"
  | "toggle"
  | "subset"
  | "simplex"
  | "integer"
  | "shuffle"
  | "position"
  | "spread";

/** A control, declared once. */
export interface ControlSpec {
  name: string;
  /** Its name in links: 1 to 4 letters. */
  key: string;
  phase: Phase;
  /** The group in which it stands. */
  group: string;
  label: string;
  help?: string;
  kind: Kind;
  range?: readonly [number, number];
  step?: number;
  scale?: "linear" | "log";
  unit?: string;
  options?: readonly Option[];
  default: Value;
  /** Defaults that depend on a select declared before: its name, and the default for some of its options. */
  defaults?: { by: string; of: Readonly<Record<string, Value>> };
  /** The control that says how many items a subset has, where they are not its options. */
  sizedBy?: string;
  /** Shown at once; what is not basic stands behind "More". */
  basic?: boolean;
  /** When it can be used; see [`holds`]. */
  enabledWhen?: string;
}

/** A list of controls; those that others depend on come first. */
export type Manifest = readonly ControlSpec[];

/** A value as a condition compares it. */
const text = (value: Value | undefined) => (typeof value === "boolean" ? String(Number(value)) : String(value));

/**
 * Whether a condition holds: clauses `name=a|b` or `name!=a|b`, separated by spaces, all of which must hold.
 * A toggle is 1 or 0.
 */
export function holds(condition: string | undefined, state: State): boolean {
  return (condition?.split(" ") ?? []).every((clause) => {
    const [, name = "", not, list = ""] = /^(\w+)(!?)=(.*)$/.exec(clause) ?? [];
    return list.split("|").includes(text(state[name])) !== (not === "!");
  });
}

/** The default of a control where the controls before it are as `state` says. */
export function defaultOf(spec: ControlSpec, state: State): Value {
  const by = spec.defaults && state[spec.defaults.by];
  return spec.defaults?.of[text(by)] ?? spec.default;
}

/** All defaults; those of `given` controls are kept where they are allowed. */
export function defaultState(manifest: Manifest, given: State = {}): State {
  const state: Record<string, Value> = {};
  for (const spec of manifest) {
    const wish = given[spec.name];
    state[spec.name] =
      wish === undefined ? defaultOf(spec, state) : (allowed(spec, wish, state) ?? defaultOf(spec, state));
  }
  return state;
}

/**
 * A state in which one value is changed, and with it what depends on it: controls that are at a default which it chooses
 * take the new one, what was set by hand stays; subsets take the new length, selects an option that can still be chosen.
 */
export function changed(manifest: Manifest, state: State, change: State): State {
  const next: Record<string, Value> = {};
  for (const spec of manifest) {
    const { name } = spec;
    const isNew = change[name] === undefined && same(state[name], defaultOf(spec, state));
    const wish = change[name] ?? state[name];
    const value = isNew || wish === undefined ? undefined : allowed(spec, wish, next);
    const before = change[name] === undefined || value !== undefined ? undefined : state[name];
    next[name] = value ?? before ?? defaultOf(spec, next);
  }
  return next;
}

/** Kinds whose range a page may narrow. */
const NUMBERS: readonly Kind[] = ["slider", "integer", "shuffle", "spread"];

/** The controls with the highest values that a page sets, by name or by key of links. */
export function narrowed(manifest: Manifest, highest: Readonly<Record<string, number>>): Manifest {
  return manifest.map((spec) => {
    const most = highest[spec.name] ?? highest[spec.key];
    if (most === undefined || !spec.range || !NUMBERS.includes(spec.kind)) return spec;
    const [low, high] = spec.range;
    const wish = isWhole(spec) ? Math.floor(most) : most;
    const narrow: ControlSpec = { ...spec, range: [low, Math.max(low, Math.min(high, wish))] };
    const inside = (value: Value) => allowed(narrow, value, {}) ?? value;
    const of = Object.entries(spec.defaults?.of ?? {}).map(([id, value]) => [id, inside(value)]);
    return {
      ...narrow,
      default: inside(spec.default),
      ...(spec.defaults ? { defaults: { by: spec.defaults.by, of: Object.fromEntries(of) } } : {}),
    };
  });
}

/** Equality of values. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a control holds whole numbers alone. */
function isWhole({ kind, step }: ControlSpec): boolean {
  return kind === "integer" || kind === "shuffle" || (step !== undefined && step % 1 === 0);
}

/** A number on the grid of a control and within its range. */
export function clamp(spec: ControlSpec, value: number): number {
  const [low, high] = spec.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const inside = Math.min(high, Math.max(low, value));
  return isWhole(spec) ? Math.round(inside) : Number(inside.toPrecision(12));
}

/** The third of three shares that sum to 1. */
export function rest(a: number, b: number): number {
  return Math.round((1 - a - b) * 1e6) / 1e6;
}

/** The value in its one valid form, clamped; nothing where it is of another kind. */
export function allowed(spec: ControlSpec, value: Value, state: State): Value | undefined {
  const number = (one: unknown) => (typeof one === "number" && Number.isFinite(one) ? clamp(spec, one) : undefined);
  const numbers = (list: readonly unknown[]) => {
    const all = list.map(number);
    return all.every((one) => one !== undefined) ? all : undefined;
  };
  switch (spec.kind) {
    case "slider":
    case "integer":
    case "shuffle":
      return number(value);
    case "toggle":
      return typeof value === "boolean" ? value : undefined;
    case "select":
      return spec.options?.find((one) => one.id === value && holds(one.when, state))?.id;
    case "subset":
      return typeof value === "string" ? subset(value, sizeOf(spec, state)) : undefined;
    case "position":
      return Array.isArray(value) && value.length === 2 ? numbers(value) : undefined;
    case "simplex": {
      const [a, b] = (Array.isArray(value) && value.length === 3 && numbers(value)) || [];
      return a === undefined || b === undefined ? undefined : [a, b, rest(a, b)];
    }
    case "spread":
      return spread(value, number);
  }
}

/** Refuses values that cannot be set together, by the name of the first that cannot be. */
export function checked(manifest: Manifest, wanted: Readonly<Record<string, unknown>>, state: State): void {
  const next = changed(manifest, state, wanted as State);
  for (const [name, value] of Object.entries(wanted)) {
    const spec = manifest.find((one) => one.name === name);
    if (!spec) throw new RangeError(`${name}: this exhibit has no such control.`);
    const limits = spec.range ? `; it goes from ${spec.range[0]} to ${spec.range[1]}` : "";
    if (!same(next[name], value as Value))
      throw new RangeError(`${name}: ${JSON.stringify(value)} cannot be${limits}.`);
  }
}

/** How many items a subset has: its options, or what another control says. */
export function sizeOf({ options, sizedBy }: ControlSpec, state: State): number {
  return options?.length ?? Number(state[sizedBy ?? ""] ?? 0);
}

/** A bit string of the right length with at least one 1; empty where it would be all 1. */
function subset(bits: string, size: number): string {
  const fit = bits.replace(/[^01]/g, "").slice(0, size).padEnd(size, "1");
  return fit.includes("1") && fit.includes("0") ? fit : "";
}

function spread(value: Value, number: (one: unknown) => number | undefined): Spread | undefined {
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) {
    const all = value.slice(0, 16).map(number);
    return all.length > 0 && all.every((one) => one !== undefined) ? (all.length === 1 ? all[0] : all) : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const [a, b] = [number(value.low), number(value.high)];
  return a === undefined || b === undefined ? undefined : { low: Math.min(a, b), high: Math.max(a, b) };
}
