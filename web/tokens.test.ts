import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync("web/tokens.css", "utf8");
const [light = "", dark = ""] = css.split("@media");
const tokens = (text: string) =>
  new Map([...text.matchAll(/--sp-([\w-]+): (#[0-9a-f]{6})/g)].map(([, name = "", colour = ""]) => [name, colour]));
const THEMES = [
  ["light", tokens(light)],
  ["dark", new Map([...tokens(light), ...tokens(dark)])],
] as const;

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ["surface", "paper", "raised"];
const TEXTS = ["ink", "muted", "warn", "ok", "err", "single", "ensemble", "soup", "student"];
const SERIES = [1, 2, 3, 4, 5, 6].map((n) => `series-${n}`);
const CLASSES = ["class-a", "class-b", "class-c", "class-d"];

test.each(THEMES)("text can be read, %s", (_, theme) => {
  const of = (name: string) => theme.get(name) ?? "#ff00ff";
  for (const text of TEXTS) {
    for (const surface of SURFACES) {
      expect(contrast(of(text), of(surface)), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  expect(contrast(of("on-soup"), of("soup"))).toBeGreaterThanOrEqual(4.5);
});

test.each(THEMES)("lines, borders and marks can be seen, %s", (_, theme) => {
  const of = (name: string) => theme.get(name) ?? "#ff00ff";
  for (const mark of ["edge", "focus", "member", ...SERIES, ...CLASSES]) {
    for (const surface of SURFACES) {
      expect(contrast(of(mark), of(surface)), `${mark} on ${surface}`).toBeGreaterThanOrEqual(3);
    }
  }
  const tints = ["tint-a", "tint-b", "tint-c", "tint-other", "middle"];
  for (const mark of [...CLASSES, "ink"]) {
    for (const tint of tints) {
      expect(contrast(of(mark), of(tint)), `${mark} on ${tint}`).toBeGreaterThanOrEqual(3);
    }
  }
});

test("both themes name the same colours", () => {
  const inDark = [...tokens(dark).keys()].sort();
  expect(inDark).toEqual([...tokens(light).keys()].sort());
});

test("the button of a frame, which has no tokens, has the colours of a primary button", () => {
  const pairs = readFileSync("web/embed/frame.css", "utf8").match(/light-dark\(.*\)/g);
  const own = (name: string) => `light-dark(${THEMES.map(([, theme]) => theme.get(name)).join(", ")})`;
  expect(pairs).toEqual([own("soup"), own("on-soup")]);
});
