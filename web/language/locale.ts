/** The language that the page speaks: English until another one's catalogue has come. */

import { configureLocalization } from "@lit/localize";
import type { Catalogue } from "./catalogue.ts";
import { matched, type Saying, sayingsOf } from "./saying.ts";

/** The languages there are, by their own names. */
export const LANGUAGES = { en: "English", fr: "Français" } as const;
export type Language = keyof typeof LANGUAGES;

let spoken: Language = "en";
let coming: Promise<void> | undefined;
let catalogue: Catalogue = {};
let sayings: readonly Saying[] = [];
let isEnglish = false;

/** The language that is spoken now. */
export const language = (): Language => (isEnglish ? "en" : spoken);

/** Does something in English, whatever the page speaks: for files, fingerprints and programs. */
export function english<T>(work: () => T): T {
  const before = isEnglish;
  isEnglish = true;
  try {
    return work();
  } finally {
    isEnglish = before;
  }
}

/** Speaks another language than English, once its catalogue is there. The first that is asked for stays. */
export function speakLanguage(wish: Language): Promise<void> {
  coming ??= load(wish);
  return coming;
}

async function load(wish: Language): Promise<void> {
  const { setLocale } = configureLocalization({
    sourceLocale: "en",
    targetLocales: [wish],
    loadLocale: async () => {
      const [{ french, core }, { templates }] = await Promise.all([import("./french.ts"), import("./catalogue.ts")]);
      catalogue = french;
      sayings = sayingsOf(core);
      return { templates: templates(catalogue) };
    },
  });
  await setLocale(wish);
  spoken = wish;
}

/** What the catalogue says for an English text. */
export const entryOf = (text: string): string | undefined => catalogue[text];

/** What the core says with other words in it: what the catalogue says for it, and those words. */
export const sayingOf = (text: string): { entry: string; words: readonly string[] } | undefined =>
  matched(sayings, text);

/** A language of those there are, from a tag such as `fr-CA`. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const [primary = ""] = (tag ?? "").toLowerCase().split("-");
  return primary in LANGUAGES ? (primary as Language) : undefined;
}
