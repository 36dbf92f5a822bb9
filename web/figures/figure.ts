/** A figure as data: what is drawn, listed and put into words. */

/** What a line stands for; each has one colour, line style and marker everywhere. */
export type Role = "member" | "single" | "ensemble" | "soup";

/** A quantity against another. Where `y` is not finite the line has a gap. */
export interface Series {
  id: string;
  role: Role;
  label: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Whether each point has a marker. */
  marked?: boolean;
  /** Whether the label stands at the end of the line. */
  named?: boolean;
}

/** An axis. */
export interface Axis {
  label: string;
  domain: [number, number];
  format: (value: number) => string;
}

/** Lines over an axis. */
export interface CurveFigure {
  id: string;
  title: string;
  caption: string;
  sentence: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** The place that the hand has chosen. */
  present?: number;
}

const percents = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1, minimumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** A share in per cent with one decimal; a dash for what is not a number. */
export const percent = (value: number): string => (Number.isFinite(value) ? percents.format(value) : "–");
/** A share in whole per cent. */
export const percent0 = (value: number): string => whole.format(value);
/** A number with at most two decimals. */
export const number = (value: number): string => (Number.isFinite(value) ? plain.format(value) : "–");

/** The range of an accuracy axis: from a round tenth below the least value to 1. */
export function accuracyDomain(values: Iterable<number>, least = 0.95): [number, number] {
  let low = least;
  for (const value of values) if (Number.isFinite(value)) low = Math.min(low, value);
  return [Math.max(0, Math.floor(low * 10 - 1e-6) / 10), 1];
}
