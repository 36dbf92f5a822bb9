/** Words in the language of the page. */

import { msg as spoken, str } from "@lit/localize";
import { language, said } from "./locale.ts";

export { str };

/** Words of the sources, in the language that is spoken now. */
export const msg: typeof spoken = ((...[words, options]: Parameters<typeof spoken>) =>
  language() === "en" ? written(words) : (spoken as (...all: unknown[]) => unknown)(words, options)) as typeof spoken;

/** Words as they stand in the sources. */
function written(words: Parameters<typeof spoken>[0]): unknown {
  if (typeof words === "string" || !("strTag" in words)) return words;
  return words.strings.map((piece, i) => (i === 0 ? piece : `${words.values[i - 1]}${piece}`)).join("");
}

/** One of the forms, as a count asks for it: in English 1 alone is `one`, in French 0 is too. */
export function plural<T>(count: number, forms: { one: T; other: T }): T {
  return forms[new Intl.PluralRules(language()).select(count) === "one" ? "one" : "other"];
}

/** What the catalogue says for a text that comes at run time, whatever is put into it; else the text itself. */
export function translated(text: string): string {
  return language() === "en" ? text : (said(text) ?? text);
}

/** What a passage is in where it is not in the language of the page: it has no translation. */
export function foreign(text: string): "en" | undefined {
  return language() !== "en" && said(text) === undefined ? "en" : undefined;
}
