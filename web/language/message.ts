/** Words in the language of the page. */

import { language, said } from "./locale.ts";

export { msg, str } from "@lit/localize";

/** One of the forms, as a count asks for it: in English 1 alone is `one`, in French 0 is too. */
export function plural<T>(count: number, forms: { one: T; other: T }): T {
  return forms[new Intl.PluralRules(language()).select(count) === "one" ? "one" : "other"];
}

/** What the catalogue says for a text that comes at run time, whatever is put into it; else the text itself. */
export function translated(text: string): string {
  return language() === "en" ? text : (said(text) ?? text);
}
