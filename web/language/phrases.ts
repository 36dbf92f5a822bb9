/** Texts that come at run time: what a catalogue says for them, whatever is put into them. */

import { type Catalogue, pieces } from "./catalogue.ts";
import { language } from "./locale.ts";

/** What is said for texts; undefined where nothing is. */
export interface Phrases {
  /** For a text all of whose words are known. */
  known(text: string): string | undefined;
  /** For a text that may have other words in it, such as names. */
  said(text: string): string | undefined;
}

/** Numbers in a sentence. */
const NUMBER = /\d+(?:[.,]\d+)*/g;
/** A number alone, or what is none. */
const ALONE = /^([+-]?)(\d+(?:[.,]\d+)*|NaN)$/;
/** A name and its number, as lists have them. */
const MEASURED = /^(.+) ([+-]?\d+(?:[.,]\d+)*|NaN)( %)?$/s;
/** What stands between the items of a list, in English. */
const SEPARATORS = ["; ", ", "];
/** And in French: a comma stands in numbers already. */
const separator = (english: string, item: string) =>
  english === ", " && !/\d(\u202f%)?$/.test(item) ? ", " : "\u202f; ";
/** Letters that must stand around names, so that not everything is like it. */
const LEAST = 6;
/** So many texts are kept. */
const KEPT = 2000;

/** A text of the catalogue in which something is put. */
interface Pattern {
  strings: readonly string[];
  text: string;
  letters: number;
}

const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;
const filled = (text: string, values: readonly string[]) =>
  text.replace(/\{(\d+)\}/g, (_, i: string) => values[Number(i)] ?? "");

/** What stands between backticks is the name of a field or a file. */
const isName = ({ strings }: Pattern, i: number): boolean => strings[i]?.endsWith("`") ?? false;

/** Every way in which a text is these strings with something between them. */
function* readings([first = "", ...rest]: readonly string[], text: string): Generator<string[]> {
  const [next] = rest;
  if (!text.startsWith(first)) return;
  const after = text.slice(first.length);
  if (next === undefined) {
    if (after === "") yield [];
  } else if (rest.length === 1) {
    if (after.endsWith(next) && after.length > next.length) yield [after.slice(0, after.length - next.length)];
  } else {
    for (let at = after.indexOf(next, 1); at > 0; at = after.indexOf(next, at + 1)) {
      for (const others of readings(rest, after.slice(at))) yield [after.slice(0, at), ...others];
    }
  }
}

/** A number that was written in English, in another language. */
function inLanguage(written: string, tag: string): string {
  const places = written.split(".")[1]?.length ?? 0;
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: written.includes(",") };
  return new Intl.NumberFormat(tag, options).format(Number(written.replaceAll(",", "")));
}

/** What a catalogue says in the language of a tag; its part `core` has the texts in which words are put. */
export function phrases(catalogue: Catalogue, core = catalogue, tag?: string): Phrases {
  const write = (written: string) => inLanguage(written, tag ?? language());
  const kept = new Map<string, string | undefined>();
  const all = Object.entries(core).flatMap(([source, text]): Pattern[] => {
    const { strings, values } = pieces(source);
    return values.length > 0 ? [{ strings, text, letters: letters(strings.join("")) }] : [];
  });
  const patterns = all.sort((a, b) => b.letters - a.letters);

  function* matches(text: string): Generator<{ pattern: Pattern; values: string[] }> {
    for (const pattern of patterns) {
      if (!text.endsWith(pattern.strings.at(-1) ?? "")) continue;
      for (const values of readings(pattern.strings, text)) yield { pattern, values };
    }
  }

  /** A text all of whose words are known. */
  function known(text: string): string | undefined {
    if (kept.has(text)) return kept.get(text);
    const found = catalogue[text] ?? numbered(text) ?? worded(text) ?? measured(text) ?? listed(text);
    if (kept.size > KEPT) kept.clear();
    kept.set(text, found);
    return found;
  }

  /** A number alone, or a text in which numbers are put. */
  function numbered(text: string): string | undefined {
    const alone = ALONE.exec(text);
    if (alone) return `${alone[1]}${write(alone[2] ?? "")}`;
    const numbers = text.match(NUMBER) ?? [];
    let at = 0;
    const pattern = catalogue[text.replace(NUMBER, () => `{${at++}}`)];
    return pattern === undefined ? undefined : filled(pattern, numbers.map(write));
  }

  /** A text in which known words are put. */
  function worded(text: string): string | undefined {
    for (const { pattern, values } of matches(text)) {
      const said = values.map((value, i) => (isName(pattern, i) ? value : known(value)));
      if (said.every((one) => one !== undefined)) return filled(pattern.text, said);
    }
    return undefined;
  }

  function measured(text: string): string | undefined {
    const [, name = "", value = "", unit] = MEASURED.exec(text) ?? [];
    const said = name && known(name);
    return said ? `${said} ${numbered(value)}${unit ? "\u202f%" : ""}` : undefined;
  }

  function listed(text: string): string | undefined {
    for (const english of SEPARATORS) {
      for (let at = text.indexOf(english); at > 0; at = text.indexOf(english, at + 1)) {
        const first = known(text.slice(0, at));
        const others = first === undefined ? undefined : known(text.slice(at + english.length));
        if (first !== undefined && others !== undefined) return `${first}${separator(english, first)}${others}`;
      }
    }
    return undefined;
  }

  /** A text in which other words are put, such as names. */
  function named(text: string): string | undefined {
    for (const { pattern, values } of matches(text)) {
      if (pattern.letters < LEAST) return undefined;
      return filled(
        pattern.text,
        values.map((value, i) =>
          isName(pattern, i) ? value : (known(value) ?? named(value) ?? value.replace(NUMBER, write)),
        ),
      );
    }
    return undefined;
  }

  const spaced = (by: (text: string) => string | undefined) => (text: string) => {
    const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
    const found = by(words);
    return found === undefined ? undefined : `${before}${found}${after}`;
  };
  return { known: spaced(known), said: spaced((text) => known(text) ?? named(text)) };
}
