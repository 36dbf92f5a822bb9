/** Axes: their range, their ticks, their numbers. */

import { formatLocale } from "d3-format";
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import { msg, str } from "../language/message.ts";
import { numerals } from "../language/number.ts";
import type { AxisSpec } from "./figure.ts";

/** From values to pixels, and back. */
export type Scale = ScaleContinuousNumeric<number, number>;
/** The least and the largest value of an axis. */
export type Domain = [number, number];

/** The most ticks of an axis. */
const TICKS = 5;

const known = new Map<string, (value: number) => string>();

function formatter(text: string): (value: number) => string {
  const found = known.get(text) ?? formatLocale({ ...numerals(), grouping: [3], currency: ["", ""] }).format(text);
  known.set(text, found);
  return found;
}

/** A number of which nothing is said. */
const plain = (value: number) => formatter(Number.isInteger(value) ? ",d" : ",.3~r")(value);

/** Whether an axis counts in shares. */
export const inShares = (axis: Pick<AxisSpec, "format"> | undefined): boolean => axis?.format?.endsWith("%") ?? false;

/** A number as it stands in a sentence or a read-out: one decimal more than at a tick. */
export function say(axis: Pick<AxisSpec, "format" | "unit"> | undefined, value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (inShares(axis)) return formatter(".1%")(value);
  const text = axis?.format ? formatter(axis.format)(value) : plain(value);
  return axis?.unit ? `${text} ${axis.unit}` : text;
}

/** A number as it stands at a tick. */
export function tick(axis: Pick<AxisSpec, "format"> | undefined, value: number): string {
  if (axis?.format) return formatter(axis.format)(value);
  return plain(value);
}

/** The name of an axis with its unit; where shares do not begin at 0, that is said. */
export function named(axis: AxisSpec, domain?: Domain): string {
  const unit = axis.unit ? `, ${axis.unit}` : "";
  const name = `${axis.label}${unit}`;
  const isCut = domain && inShares(axis) && domain[0] > 0 && domain[1] === 1;
  return isCut ? msg(str`${name}, axis from ${tick(axis, domain[0])}`) : name;
}

/** The least and the largest of finite values; undefined where there is none. */
export function extent(values: Iterable<number>): Domain | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** The range of an axis of shares: from chance or a round tenth below the least value to 1. */
export function shares(low: number, chance = 0): Domain {
  const tenth = Math.floor(Math.min(low, 0.95) * 10 - 1e-6) / 10;
  return [low < chance ? Math.max(0, tenth) : Math.max(chance, tenth, 0), 1];
}

/** The range of an axis: what is asked for, or what the data need; at least as wide as it was. */
export function domainOf(
  axis: AxisSpec | undefined,
  values: Iterable<number>,
  held?: Domain,
  fromZero = false,
): Domain {
  const own = axis?.domain ?? natural(axis, values, fromZero);
  return held ? [Math.min(held[0], own[0]), Math.max(held[1], own[1])] : own;
}

function natural(axis: AxisSpec | undefined, values: Iterable<number>, fromZero: boolean): Domain {
  const isLog = axis?.scale === "log";
  const positive = isLog ? [...values].filter((value) => value > 0) : values;
  const found = extent(positive) ?? (isLog ? [0.1, 1] : [0, 1]);
  if (inShares(axis) && !fromZero && found[0] >= 0 && found[1] <= 1) return shares(found[0], axis?.chance);
  if (isLog) return found[0] === found[1] ? [found[0] / 2, found[1] * 2] : found;
  const [low, high] = fromZero ? [Math.min(0, found[0]), Math.max(0, found[1])] : found;
  if (low === high) return [low - 0.5, high + 0.5];
  return scaleLinear([low, high], [0, 1]).nice(TICKS).domain() as Domain;
}

/** The scale of an axis over pixels. */
export function scaleOf(axis: AxisSpec | undefined, domain: Domain, range: [number, number]): Scale {
  return (axis?.scale === "log" ? scaleLog(domain, range) : scaleLinear(domain, range)).clamp(true);
}

/** At most `most` round values, and never more than five. */
export function ticksOf(axis: AxisSpec | undefined, scale: Scale, most = TICKS): number[] {
  const [low = 0, high = 1] = [scale.domain()[0], scale.domain().at(-1)];
  const limit = Math.max(2, Math.min(TICKS, most));
  if (axis?.ticks)
    return thin(
      axis.ticks.filter((value) => value >= low && value <= high),
      limit,
    );
  if (axis?.scale === "log") {
    const all = scale.ticks(limit);
    const tens = all.filter((value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9);
    return thin(tens.length >= 2 ? tens : all, limit);
  }
  const all = scale.ticks(limit).filter((value) => axis?.format !== "d" || Number.isInteger(value));
  if (all.length <= limit) return all;
  // One too many: every second one that keeps zero, or fewer at a larger step, whichever are more.
  const step = (all[1] ?? 1) - (all[0] ?? 0);
  const second = all.filter((value) => Math.abs(Math.round(value / step)) % 2 === 0);
  const fewer = thin(scale.ticks(Math.max(1, limit - 2)), limit);
  return second.length > fewer.length ? second : fewer;
}

function thin(values: readonly number[], limit: number): number[] {
  const stride = Math.ceil(values.length / limit);
  return values.filter((_, i) => i % stride === 0);
}
