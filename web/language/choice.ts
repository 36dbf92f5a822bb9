/** Which language is wanted: by the address, by the reader, by what stands around, by the browser. */

import { rules } from "../link.ts";
import { type Language, language, languageOf, learn, speakLanguage } from "./locale.ts";

/** Under this name the reader's choice is kept. */
const KEPT = "soupcon-language";

/** The language that is wanted; for an element also by the `lang` that holds where it stands. */
export function wanted(element?: Element): Language {
  const around = element?.closest("[lang]")?.getAttribute("lang");
  const tags = around ? [around] : navigator.languages;
  return chosen() ?? tags.map(languageOf).find((one) => one !== undefined) ?? "en";
}

/** Speaks the language that is wanted, of a page's own subjects too. The first who asks decides for all of a page. */
export async function settled(element?: Element): Promise<void> {
  const wish = wanted(element);
  // Without its catalogue the page stays English.
  if (wish !== "en") await speakLanguage(wish).catch(() => undefined);
  if (element) return;
  await learn(...subjects());
  document.documentElement.lang = language();
}

/** What of the core a page shows, as its head says. */
function subjects(): string[] {
  const named = document.querySelector<HTMLMetaElement>("meta[name=subjects]")?.content ?? "";
  return named.split(" ").filter(Boolean);
}

/** Keeps the reader's choice and begins again with it: the address holds the state. */
export function choose(wish: Language): void {
  keep(wish);
  begin(kept() === wish ? undefined : wish);
  location.reload();
}

/** What a host asks for holds where neither the address nor the reader has said anything. */
export function heed(tag: string): void {
  const wish = languageOf(tag);
  if (wish === language()) document.documentElement.lang = tag;
  else if (wish && !chosen() && location.protocol.startsWith("http")) {
    begin(wish);
    location.reload();
  }
}

/** Parameters of an address with another language, or with none. */
export function withLanguage(params: URLSearchParams, wish?: Language): string {
  const out = new URLSearchParams(params);
  const others = (out.get("ui") ?? "").split(",").filter((item) => item && !item.startsWith("lang:"));
  const items = wish ? [...others, `lang:${wish}`] : others;
  if (items.length > 0) out.set("ui", items.join(","));
  else out.delete("ui");
  return String(out).replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** Writes a language into the address, and takes out what it said before. */
function begin(wish?: Language): void {
  const url = new URL(location.href);
  url.search = withLanguage(url.searchParams, wish);
  const state = new URLSearchParams(url.hash.slice(1));
  if (state.has("ui")) url.hash = withLanguage(state);
  history.replaceState(history.state, "", url);
}

/** What the address says, or what the reader has chosen before. */
function chosen(): Language | undefined {
  const lists = [location.hash, location.search].map((part) => new URLSearchParams(part.slice(1)).get("ui") ?? "");
  return [...lists.map((ui) => rules(ui).lang), kept()].map(languageOf).find((one) => one !== undefined);
}

function keep(wish: Language): void {
  try {
    localStorage.setItem(KEPT, wish);
  } catch {
    // Where nothing can be kept, the address says it.
  }
}

function kept(): string | undefined {
  try {
    return localStorage.getItem(KEPT) ?? undefined;
  } catch {
    return undefined;
  }
}
