/** Colours of values. */

import { scaleLinear } from "d3-scale";
import { interpolateCividis } from "d3-scale-chromatic";
import { token } from "./role.ts";

/** How a value is painted, and which ink can be read on it. */
export interface Paint {
  fill: string;
  ink: string;
}

const SHADES = 256;
/** Cividis: from dark blue to yellow, even in lightness, and the same to those who see fewer hues. */
export const CIVIDIS: readonly string[] = Array.from({ length: SHADES }, (_, i) =>
  interpolateCividis(i / (SHADES - 1)),
);

/** A share of a range, 0 to 1, in the sequential palette. */
export function sequential(share: number): Paint {
  const at = Math.round(Math.min(1, Math.max(0, share)) * (SHADES - 1));
  return { fill: CIVIDIS[at] ?? "", ink: share > 0.55 ? "#15171c" : "#ffffff" };
}

/** A share from −1 to 1 in the diverging palette: class A, the middle, class B, in either theme. */
export function diverging(share: number): Paint {
  const part = Math.round(Math.min(1, Math.abs(share)) * 100);
  const end = token(share < 0 ? "class-a" : "class-b");
  return {
    fill: `color-mix(in srgb, ${end} ${part}%, ${token("middle")})`,
    ink: part > 55 ? token("surface") : token("ink"),
  };
}

/** Paints values of a range; a diverging range has its middle at zero. */
export function painter(kind: "sequential" | "diverging", [low, high]: [number, number]): (value: number) => Paint {
  if (kind === "diverging") {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return (value) => diverging(value / most);
  }
  const width = high - low || 1;
  return (value) => sequential((value - low) / width);
}

/** The colours of the style sheet, by their names. */
export type Tokens = ReadonlyMap<string, string>;

/** The tokens that drawings use. */
export const NAMES = [
  ..."surface paper raised ink muted edge hair focus warn member single ensemble soup student middle".split(" "),
  ..."class-a class-b class-c class-d tint-a tint-b tint-c tint-other".split(" "),
  ..."series-1 series-2 series-3 series-4 series-5 series-6".split(" "),
];

/** The colours that hold for an element now. */
export function tokensOf(element: Element): Tokens {
  const style = getComputedStyle(element);
  return new Map(NAMES.map((name) => [name, style.getPropertyValue(`--sp-${name}`).trim() || "#808080"]));
}

/** A drawing's text with tokens and mixtures of two colours resolved: what other programs can read. */
export function mixed(text: string, tokens: Tokens): string {
  return text
    .replace(/var\(--sp-([\w-]+)\)/g, (_, name: string) => tokens.get(name) ?? "#808080")
    .replace(/color-mix\(in srgb, (#\w+) (\d+)%, (#\w+)\)/g, (_, a: string, part: string, b: string) =>
      scaleLinear([0, 100], [b, a])(Number(part)),
    );
}
