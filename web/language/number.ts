/** Numbers and lists in the language of the page; what is read by programs keeps the point. */

import { language } from "./locale.ts";
import { msg, str } from "./message.ts";

const known = new Map<string, Intl.NumberFormat>();

/** A number, as the options of `Intl.NumberFormat` say; a dash for what is none. */
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  if (!Number.isFinite(value)) return "–";
  const key = language() + JSON.stringify(options);
  const format = known.get(key) ?? new Intl.NumberFormat(language(), options);
  known.set(key, format);
  return format.format(value);
}

/** A number with so many decimals, always, and thousands undivided. */
export function fixed(value: number, places: number): string {
  return number(value, { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: false });
}

/** A share in per cent. */
export function percent(share: number, places = 1): string {
  return number(share, { style: "percent", minimumFractionDigits: places, maximumFractionDigits: places });
}

/** “a, b, and c”, or “a, b, or c”. */
export function list(all: readonly string[], type: "conjunction" | "disjunction" = "conjunction"): string {
  return new Intl.ListFormat(language(), { type }).format(all);
}

/** The ends of an interval. */
export const interval = (low: string, high: string): string => msg(str`[${low}, ${high}]`);

/** How numbers are written, for `d3-format`. */
export function numerals(): { decimal: string; thousands: string; percent: string } {
  const part = (type: string, value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(language(), options).formatToParts(value).find((one) => one.type === type)?.value ?? "";
  const space = part("literal", 1, { style: "percent" });
  return { decimal: part("decimal", 0.5), thousands: part("group", 12345), percent: `${space}%` };
}
