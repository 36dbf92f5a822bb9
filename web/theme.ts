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

function read(of: Element): Theme {
  const style = getComputedStyle(of);
  const token = (name: string) => style.getPropertyValue(`--sp-${name}`).trim() || "#808080";
  return {
    ink: token("ink"),
    surface: token("surface"),
    middle: token("middle"),
    other: token("tint-other"),
    classes: ["class-a", "class-b", "class-c"].map(token),
    tints: ["tint-a", "tint-b", "tint-c"].map(token),
  };
}

/** The theme that the system asks for. */
export const theme = signal<Theme | undefined>(undefined);

/** Reads the colours of an element now and whenever the system's wish changes. */
export function watchTheme(of: Element = document.documentElement): void {
  readTheme(of);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => readTheme(of));
}

/** Reads the colours of an element, where something else than the system's wish has changed them. */
export function readTheme(of: Element): void {
  theme.value = read(of);
}
