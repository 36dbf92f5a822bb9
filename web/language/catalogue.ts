/** Catalogues: English texts with `{0}`, `{1}` where something is put in, and what is said for them. */

import type { LocaleModule } from "@lit/localize";
import { generateMsgId } from "@lit/localize/internal/id-generation.js";
import { html } from "lit";

export type Catalogue = Readonly<Record<string, string>>;

/** The pieces of a text, and the numbers of what stands between them. */
export function pieces(text: string): { strings: string[]; values: number[] } {
  const parts = text.split(/\{(\d+)\}/);
  return { strings: parts.filter((_, i) => i % 2 === 0), values: parts.filter((_, i) => i % 2 === 1).map(Number) };
}

/** The names of a text: as plain words, and as markup. A text of two meanings has its name behind `#`. */
export function names(text: string): [plain: string, markup: string] {
  const [, own] = /#([a-z-]+)$/.exec(text) ?? [];
  if (own) return [own, own];
  const { strings } = pieces(text);
  return [generateMsgId(strings, false), generateMsgId(strings, true)];
}

/** A catalogue as the library reads it. */
export function templates(catalogue: Catalogue): LocaleModule["templates"] {
  const out: Record<string, LocaleModule["templates"][string]> = {};
  for (const [source, text] of Object.entries(catalogue)) {
    const { strings, values } = pieces(text);
    const parts = Object.assign([...strings], { raw: strings });
    const [plain, markup] = names(source);
    out[markup] = html(parts, ...values);
    out[plain] = values.length === 0 ? text : { strTag: true, strings: parts, values };
  }
  return out;
}
