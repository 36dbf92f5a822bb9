/** Sentences with names in them: what they say around the names, found again in what comes at run time. */

import type { Catalogue } from "./catalogue.ts";

/** A text of a catalogue in which anything can stand for `{0}`, `{1}`. */
export interface Saying {
  pattern: RegExp;
  entry: string;
}

/** Letters that must stand around what is put in, so that not everything is like it. */
const LEAST = 6;

/** The texts of a catalogue that have something put in; those that say most come first. */
export function sayingsOf(catalogue: Catalogue): Saying[] {
  const bare = (source: string) => source.replace(/\{\d+\}/g, "");
  return Object.entries(catalogue)
    .filter(([source]) => bare(source) !== source && bare(source).replace(/\P{L}/gu, "").length >= LEAST)
    .sort(([a], [b]) => bare(b).length - bare(a).length)
    .map(([source, entry]) => {
      const parts = source.split(/\{\d+\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
      return { pattern: new RegExp(`^${parts.join("(.+?)")}$`, "s"), entry };
    });
}

/** The first that a text is like, and what stands in it. */
export function matched(all: readonly Saying[], text: string): { entry: string; words: readonly string[] } | undefined {
  for (const { pattern, entry } of all) {
    const found = pattern.exec(text);
    if (found) return { entry, words: found.slice(1) };
  }
  return undefined;
}
