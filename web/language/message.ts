/** Words in the language of the page. */

import { entryOf, language } from "./locale.ts";

export { msg, str } from "@lit/localize";

/** Numbers in a sentence. */
const NUMBER = /\d+(?:[.,]\d+)*/g;

/** One of the forms, as a count asks for it: in English 1 alone is `one`, in French 0 is too. */
export function plural<T>(count: number, forms: { one: T; other: T }): T {
  return forms[new Intl.PluralRules(language()).select(count) === "one" ? "one" : "other"];
}

/** What stands in the catalogue for a text that comes at run time, whatever its numbers; else the text itself. */
export const translated = (text: string): string => found(text) ?? text;

/** What a passage is in where it is not in the language of the page: it has no translation. */
export const foreign = (text: string): "en" | undefined =>
  language() !== "en" && found(text) === undefined ? "en" : undefined;

function found(text: string): string | undefined {
  if (language() === "en") return undefined;
  const own = entryOf(text);
  if (own !== undefined) return own;
  const numbers = text.match(NUMBER) ?? [];
  const pattern = entryOf(patternOf(text));
  return pattern?.replace(/\{(\d+)\}/g, (_, i: string) => inLanguage(numbers[Number(i)] ?? ""));
}

/** A text as it stands in the catalogue whatever its numbers. */
export function patternOf(text: string): string {
  let at = 0;
  return text.replace(NUMBER, () => `{${at++}}`);
}

/** A number that was written in English. */
function inLanguage(number: string): string {
  const [whole = "", decimals] = number.replaceAll(",", "").split(".");
  const places = decimals?.length ?? 0;
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: number.includes(",") };
  return new Intl.NumberFormat(language(), options).format(Number(`${whole}.${decimals ?? 0}`));
}
