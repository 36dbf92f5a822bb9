/** The colours of the style sheet, for what is drawn on canvases. */

import { signal } from "@preact/signals-core";

/** The colours in use; a new object whenever the theme changes. */
export interface Theme {
  ink: string;
  surface: string;
  middle: string;
  other: string;
  classes: string[];
  tints: string[];
}

/** The colours of classes. */
export const CLASSES = ["class-a", "class-b", "class-c", "class-d"];
/** The number of a class for a row that may be of either of two: past all that have a colour, with a form of its own. */
export const EITHER = 7;
/** What the system asks for. */
const DARK = "(prefers-color-scheme: dark)";
/** The condition of rules for the dark: none of them is for paper. */
const RULES = `screen and ${DARK}`;
let found: MediaList[] | undefined;

function read(of: Element): Theme {
  const style = getComputedStyle(of);
  const token = (name: string) => style.getPropertyValue(`--sp-${name}`).trim() || "#808080";
  return {
    ink: token("ink"),
    surface: token("surface"),
    middle: token("middle"),
    other: token("tint-other"),
    classes: CLASSES.map(token),
    tints: ["tint-a", "tint-b", "tint-c"].map(token),
  };
}

/** The theme that the system asks for. */
export const theme = signal<Theme | undefined>(undefined);

/** Reads the colours of an element now, whenever the system's wish changes, and for printing. */
export function watchTheme(of: Element = document.documentElement): void {
  readTheme(of);
  for (const condition of [DARK, "print"]) matchMedia(condition).addEventListener("change", () => readTheme(of));
}

/** Light or dark for the whole page, whatever the system asks for; `auto` follows it again. */
export function setTheme(wish: "light" | "dark" | "auto"): void {
  document.documentElement.style.colorScheme = wish === "auto" ? "" : wish;
  for (const media of darks()) media.mediaText = { auto: RULES, dark: "screen", light: "not all" }[wish];
  readTheme(document.documentElement);
}

/** The conditions of all rules for the dark; kept, since they no longer say so once they are changed. */
function darks(): MediaList[] {
  found ??= [...document.styleSheets].flatMap(({ cssRules }) =>
    [...cssRules].flatMap((rule) => (rule instanceof CSSMediaRule && rule.conditionText === RULES ? [rule.media] : [])),
  );
  return found;
}

/** Reads the colours of an element, where something else than the system's wish has changed them. */
export function readTheme(of: Element): void {
  theme.value = read(of);
}
