/** Words in the language of the page. */

import { msg as spoken, str } from "@lit/localize";
import { entryOf, language, sayingOf } from "./locale.ts";

export { str };

/** Numbers in a sentence. */
const NUMBER = /\d+(?:[.,]\d+)*/g;

/** Words of the sources, in the language that is spoken now. */
export const msg: typeof spoken = ((words: Parameters<typeof spoken>[0]) =>
  language() === "en" ? written(words) : (spoken as (words: unknown) => unknown)(words)) as typeof spoken;

/** Words as they stand in the sources. */
function written(words: Parameters<typeof spoken>[0]): unknown {
  if (typeof words === "string" || !("strTag" in words)) return words;
  return words.strings.map((piece, i) => (i === 0 ? piece : `${words.values[i - 1]}${piece}`)).join("");
}

/** One of the forms, as a count asks for it: in English 1 alone is `one`, in French 0 is too. */
export function plural<T>(count: number, forms: { one: T; other: T }): T {
  return forms[new Intl.PluralRules(language()).select(count) === "one" ? "one" : "other"];
}

/**
 * What stands in the catalogue for a text that comes at run time, whatever its numbers, and for sentences of the core
 * whatever its names; else the text itself.
 */
export function translated(text: string): string {
  if (language() === "en") return text;
  const found = entryOf(text);
  if (found !== undefined) return found;
  const numbers = text.match(NUMBER) ?? [];
  let at = 0;
  const pattern = entryOf(text.replace(NUMBER, () => `{${at++}}`));
  if (pattern !== undefined) return filled(pattern, (i) => inLanguage(numbers[i] ?? ""));
  const saying = sayingOf(text);
  return saying ? filled(saying.entry, (i, isName) => worded(saying.words[i] ?? "", isName)) : text;
}

/** A text with something put in; what stands between backticks is a name. */
function filled(entry: string, word: (i: number, isName: boolean) => string): string {
  return entry.replace(/(`?)\{(\d+)\}/g, (_, tick: string, i: string) => tick + word(Number(i), tick !== ""));
}

/** What stands in a sentence: a name, a number, or words that may have a translation. */
function worded(text: string, isName: boolean): string {
  if (isName) return text;
  return new RegExp(`^${NUMBER.source}$`).test(text) ? inLanguage(text) : translated(text);
}

/** A number that was written in English. */
function inLanguage(number: string): string {
  const [whole = "", decimals] = number.replaceAll(",", "").split(".");
  const places = decimals?.length ?? 0;
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: number.includes(",") };
  return new Intl.NumberFormat(language(), options).format(Number(`${whole}.${decimals ?? 0}`));
}
