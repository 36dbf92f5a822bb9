/** The language that the page speaks: English until another one's catalogue has come. */

import { configureLocalization } from "@lit/localize";
import type { Catalogue } from "./catalogue.ts";
import type { Phrases } from "./phrases.ts";

/** The languages there are, by their own names. */
export const LANGUAGES = { en: "English", fr: "Français" } as const;
export type Language = keyof typeof LANGUAGES;

let spoken: Language = "en";
let coming: Promise<void> | undefined;
let rooms: Catalogue = {};
/** What the core says of subjects, as far as it has come. */
let core: Catalogue = {};
/** Subjects that are there, or on their way. */
const known = new Map<string, Promise<void>>();
let phrases: Phrases | undefined;
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
      const files = [import("./french.ts"), import("./catalogue.ts")] as const;
      const [french, { templates }] = await Promise.all(files);
      rooms = await french.rooms();
      await keep({});
      return { templates: templates(rooms) };
    },
  });
  await setLocale(wish);
  spoken = wish;
}

/** Has what the core says of subjects, such as an exhibit; without their words they are shown in English. */
export async function learn(...names: readonly string[]): Promise<void> {
  if (spoken === "en") return;
  for (const name of names)
    if (!known.has(name))
      known.set(
        name,
        fetched(name).catch(() => undefined),
      );
  await Promise.all(names.map((name) => known.get(name)));
}

async function fetched(name: string): Promise<void> {
  const { subject } = await import("./french.ts");
  await keep(await subject(name));
}

async function keep(words: Catalogue): Promise<void> {
  const all = await import("./phrases.ts");
  core = { ...core, ...words };
  phrases = all.phrases({ ...rooms, ...core }, core);
}

/** What the catalogue says for a text, whatever is put into it. */
export const said = (text: string): string | undefined => phrases?.said(text);

/** A language of those there are, from a tag such as `fr-CA`. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const [primary = ""] = (tag ?? "").toLowerCase().split("-");
  return primary in LANGUAGES ? (primary as Language) : undefined;
}
