/** Runs that are pinned, to compare with: what was frozen of each, and how it differs from the present one. */

import { signal } from "@preact/signals-core";
import type { FigureKind, FigureSpec, Series } from "./figures/figure.ts";
import { msg, str, translated } from "./language/message.ts";
import { number } from "./language/number.ts";
import { type ControlSpec, holds, type Manifest, type State, same, sizeOf, type Value } from "./manifest.ts";
import { bits } from "./parts/subset.ts";

/** The names that pins have. */
export const NAMES: readonly string[] = ["P1", "P2", "P3", "P4"];
/** Kinds with lines or points that can be shown again beside others. */
const GHOSTED: readonly FigureKind[] = ["curve", "scatter", "dots", "reliability", "trace"];

/** A run that was frozen. */
export interface Pin {
  /** P1 to P4. */
  name: string;
  controls: State;
  /** The series of each figure, as ghosts. */
  ghosts: Readonly<Record<string, readonly Series[]>>;
}

/** The pinned runs of a page. */
export class Pins<P extends Pin = Pin> {
  /** In the order of their names. */
  readonly all = signal<readonly P[]>([]);

  /** Whether one more can be pinned. */
  get hasRoom(): boolean {
    return this.all.value.length < NAMES.length;
  }

  /** The name of the next one: the first that is free, or the one that is asked for. */
  next(wanted?: string): string {
    const used = this.all.value.map(({ name }) => name);
    const name = wanted ?? NAMES.find((one) => !used.includes(one));
    if (name === undefined) throw new Error(`There are ${used.length} pinned runs already: let one go first.`);
    if (!NAMES.includes(name)) throw new RangeError(`name: must be one of ${NAMES.join(", ")}.`);
    return name;
  }

  /** Keeps a run; one of the same name gives way. */
  keep(pin: P): void {
    const others = this.all.value.filter(({ name }) => name !== pin.name);
    this.all.value = [...others, pin].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Lets a run go. */
  drop(name: string): void {
    this.all.value = this.all.value.filter((pin) => pin.name !== name);
  }

  /** A figure with the ghosts of pinned runs. */
  ghosted(figure: FigureSpec): FigureSpec {
    const ghosts = this.all.value.flatMap((pin) => pin.ghosts[figure.id] ?? []);
    if (ghosts.length === 0) return figure;
    return { ...figure, series: [...(figure.series ?? []), ...ghosts] };
  }
}

/** More members than this are a crowd. */
const CROWD = 3;

/** The series of a figure that are kept as ghosts: all but crowds of members and what only guides the eye. */
export function ghostsOf({ kind, series = [] }: FigureSpec, pin: string): Series[] {
  if (!GHOSTED.includes(kind)) return [];
  const members = series.filter(({ role }) => role === "member").length;
  const isCrowd = kind === "scatter" || (kind !== "dots" && members > CROWD);
  const kept = series.filter(({ role }) => {
    const isGuide = role === "chance" || (role === "reference" && kind === "reliability");
    return !isGuide && !(role === "member" && isCrowd);
  });
  return kept.map((one) => ({ ...one, id: `${pin}-${one.id}`, pin }));
}

/** The settings of a pinned run that differ from the present ones, in words: “window 0.1”. */
export function differing(manifest: Manifest, pinned: State, present: State): string[] {
  return manifest
    .filter(({ name, enabledWhen }) => holds(enabledWhen, pinned) && !same(pinned[name], present[name]))
    .map((spec) => `${small(translated(spec.label))} ${said(spec, pinned)}`);
}

/** A label inside of a sentence: what is no abbreviation or symbol begins small. */
const small = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label[0]?.toLowerCase() + label.slice(1) : label;

/** A number as it was set. */
const plain = (value: number) => number(value, { maximumSignificantDigits: 12, useGrouping: false });

function said(spec: ControlSpec, state: State): string {
  const value = state[spec.name] as Value;
  if (typeof value === "boolean") return value ? msg("on") : msg("off");
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value === "object") return msg(str`${plain(value.low)} to ${plain(value.high)}`);
  if (spec.kind === "subset") {
    const isIn = bits(value, sizeOf(spec, state));
    return isIn.flatMap((one, i) => (one ? [translated(spec.options?.[i]?.label ?? String(i + 1))] : [])).join(", ");
  }
  const option = spec.options?.find(({ id }) => id === value)?.label;
  if (option !== undefined) return translated(option);
  const words = typeof value === "number" ? plain(value) : String(value);
  return spec.unit ? `${words} ${translated(spec.unit)}` : words;
}
