/** Data of which some fields are words: what the core says, in the language of the page. */

import { language } from "./locale.ts";
import { translated } from "./message.ts";

/** Which fields of a kind of data are words; lists are as what they hold. */
export type Fields<T> = T extends string
  ? true
  : T extends readonly (infer Item)[]
    ? Fields<Exclude<Item, number | null>>
    : { readonly [Name in keyof T]?: Fields<Exclude<T[Name], undefined>> };

/** The same object for the same data, so that what is drawn from it is not drawn anew. */
const known = new WeakMap<object, unknown>();

/** The data with its words translated. What has none stays the same object. */
export function told<T>(data: T, fields: Fields<NonNullable<T>>): T {
  return language() === "en" ? data : (inLanguage(data, fields) as T);
}

function inLanguage(data: unknown, fields: unknown): unknown {
  if (typeof data === "string") return translated(data);
  if (typeof data !== "object" || data === null || fields === undefined) return data;
  if (!known.has(data)) known.set(data, walked(data, fields));
  return known.get(data);
}

function walked(data: object, fields: unknown): unknown {
  if (Array.isArray(data)) {
    const all = data.map((one) => inLanguage(one, fields));
    return all.every((one, i) => one === data[i]) ? data : all;
  }
  const own = data as Record<string, unknown>;
  const said = Object.entries(fields as Record<string, unknown>).flatMap(([name, of]) => {
    const now = inLanguage(own[name], of);
    return now === own[name] ? [] : [[name, now]];
  });
  return said.length === 0 ? data : { ...own, ...Object.fromEntries(said) };
}
