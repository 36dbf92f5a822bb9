/** The language that the page speaks: English until another one's catalogue has come. */

import { configureLocalization } from "@lit/localize";

/** The languages there are, by their own names. */
export const LANGUAGES = { en: "English", fr: "Français" } as const;
export type Language = keyof typeof LANGUAGES;

let spoken: Language = "en";
let coming: Promise<void> | undefined;
const catalogue: Record<string, string> = {};
/** Subjects of the core whose words are there, or on their way. */
const known = new Map<string, Promise<void>>();

/** The language that is spoken now. */
export const language = (): Language => spoken;

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
      const [{ rooms }, { templates }] = await Promise.all([import("./french.ts"), import("./catalogue.ts")]);
      Object.assign(catalogue, await rooms());
      return { templates: templates(catalogue) };
    },
  });
  await setLocale(wish);
  spoken = wish;
}

/** Has what the core says of subjects, such as an exhibit; without their words they are shown in English. */
export async function learn(...names: readonly string[]): Promise<void> {
  if (spoken === "en") return;
  const fetched = async (name: string) => {
    const { subject } = await import("./french.ts");
    Object.assign(catalogue, await subject(name).catch(() => ({})));
  };
  const all = names.map((name) => known.get(name) ?? fetched(name));
  for (const [i, name] of names.entries()) known.set(name, all[i] as Promise<void>);
  await Promise.all(all);
}

/** What the catalogue says for an English text. */
export const entryOf = (text: string): string | undefined => catalogue[text];

/** A language of those there are, from a tag such as `fr-CA`. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const [primary = ""] = (tag ?? "").toLowerCase().split("-");
  return primary in LANGUAGES ? (primary as Language) : undefined;
}
