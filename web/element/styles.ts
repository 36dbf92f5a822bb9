/** The site's styles, for the root of an element. */

import page from "../exhibits/exhibit.css?inline";
import site from "../style.css?inline";
import own from "./element.css?inline";

let sheet: CSSStyleSheet | undefined;

/** One sheet for all elements of a page: its tokens are the host's, which the page may set. */
export function styles(): CSSStyleSheet {
  if (sheet) return sheet;
  const dark = /@media\s+screen\s+and\s*\(prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{([^}]*)\}\s*\}/g;
  const text = `${site}${page}`.replace(dark, ":host(:state(dark)){color-scheme:dark;$1}").replaceAll(":root", ":host");
  sheet = new CSSStyleSheet();
  // The page's root may have any size of letters: a rem here is 16 pixels.
  sheet.replaceSync((text + own).replace(/([\d.]*\d|\.\d+)rem\b/g, (_, count) => `${16 * Number(count)}px`));
  return sheet;
}
