/** The pages of exhibits and the Menu, made from the core itself and from recorded runs when the site is built. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import temml from "temml";
import type { Entry, Recorded } from "../../exhibits/entry.ts";
import { LANGUAGES } from "../../language/locale.ts";
import { phrases } from "../../language/phrases.ts";
import { wordsOf } from "../../language/vite.ts";
import { menu } from "../../menu/cards.ts";
import type { Description } from "../../npm/module.ts";
import { article, data, head, title } from "./article.ts";

const root = new URL("../../../", import.meta.url);

/** The core of a build that does not need a browser; nothing where it is not built. */
async function core<T>(name: string): Promise<T | undefined> {
  const folder = new URL(`web/core/${name}/`, root);
  const module = new URL(`${name}_bg.wasm`, folder);
  if (!existsSync(module)) return undefined;
  const all = await import(fileURLToPath(new URL(`${name}.js`, folder)));
  all.initSync({ module: readFileSync(module) });
  return all;
}

let known: Promise<Entry[]> | undefined;

/** All exhibits. */
function registry(): Promise<Entry[]> {
  known ??= core<{ exhibits(): Entry[] }>("exhibits").then((all) => all?.exhibits() ?? []);
  return known;
}

/** What was recorded of an exhibit. */
export function recordedOf(slug: string): Recorded | undefined {
  const file = new URL(`web/recorded/${slug}.json`, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** A formula; what its element would be styled with stands in the style sheet. */
function math(tex: string): string {
  return temml.renderToString(tex, { displayMode: true, throwOnError: true }).replace(/ style="[^"]*"/g, "");
}

/** The slugs of all exhibits. */
export async function slugs(): Promise<string[]> {
  return (await registry()).map(({ card }) => card.slug);
}

/** The entry of each exhibit as a file, for pages of others. */
export async function entries(): Promise<{ fileName: string; source: string }[]> {
  return (await registry()).map((entry) => ({
    fileName: `entries/${entry.card.slug}.json`,
    source: JSON.stringify(entry),
  }));
}

/** The page of an exhibit. */
export async function page(slug: string): Promise<string> {
  const all = await registry();
  const entry = all.find(({ card }) => card.slug === slug);
  if (!entry) throw new Error(`There is no exhibit ${slug}.`);
  const methods = (await core<{ functions(): Description[] }>("functions"))?.functions() ?? [];
  const { arxiv, family } = { ...entry.card.paper, family: entry.card.family };
  const functions = methods.filter(({ source }) => source.includes(arxiv)).map(({ name }) => name);
  const isNear = ({ card }: Entry) => card.slug !== slug && card.family.some((one) => family.includes(one));
  const near = all.filter(isNear).map(({ card }) => card);
  const parts: Record<string, string> = {
    head: head(entry),
    title: title(entry),
    article: article({ entry, recorded: recordedOf(slug), functions, near, math }),
    entry: data(entry),
  };
  const template = readFileSync(new URL("web/exhibits/exhibit.html", root), "utf8");
  return template.replace(/<!-- (\w+) -->/g, (mark, name: string) => parts[name] ?? mark);
}

/** The exhibits to choose from, and what they take the place of. */
export const choices = {
  mark: "<!-- exhibit options -->",
  html: async () =>
    (await registry()).map(({ card }) => `<option value="${card.slug}">${card.title}</option>`).join("\n"),
};

/** What stands in the Menu, and what takes its place. */
export const gallery = {
  mark: "<!-- menu -->",
  html: async () => menu((await registry()).map((entry) => ({ entry, recorded: recordedOf(entry.card.slug) }))),
};

/** What the Menu says of exhibits in other languages, picked from the words of all of them. */
export async function words(): Promise<{ fileName: string; source: string }[]> {
  const said = [...(await gallery.html()).matchAll(/ data-msg[^>]*>([^<]+)</g)].map(([, text = ""]) => plain(text));
  const others = Object.keys(LANGUAGES).filter((language) => language !== "en");
  return others.map((language) => {
    const core = Object.assign({}, ...wordsOf(language).subjects.values());
    const { known } = phrases(core, core, language);
    const all = said.flatMap((text) => [[text, known(text)]] as const).filter(([, words]) => words !== undefined);
    return { fileName: `entries/menu.${language}.json`, source: JSON.stringify(Object.fromEntries(all)) };
  });
}

/** A text of a page as it was before it was written into it. */
function plain(text: string): string {
  const marks: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };
  return text.replace(/&(?:amp|lt|gt|quot);/g, (mark) => marks[mark] ?? mark);
}
