// @vitest-environment jsdom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RuntimeLitLocalizer } from "@lit/localize-tools/lib/modes/runtime.js";
import type { Locale } from "@lit/localize-tools/lib/types/locale.js";
import { expect, test } from "vitest";
import { navigation } from "../pages/navigation.ts";
import { type Catalogue, names, pieces } from "./catalogue.ts";
import { wordsIn } from "./markup.ts";

const root = `${process.cwd()}/`;
const folder = join(root, "web/language/fr");

/** The files below a folder whose names end so. */
function files(at: string, kind: string): string[] {
  const all = readdirSync(join(root, at), { recursive: true, encoding: "utf8" });
  return all.filter((file) => file.endsWith(kind)).map((file) => join(at, file));
}
const read = (file: string) => readFileSync(join(root, file), "utf8");

const catalogues = files("web/language/fr", ".json").map((file) => ({
  file,
  texts: JSON.parse(read(file)) as Catalogue,
}));
const entries = catalogues.flatMap(({ file, texts }) =>
  Object.entries(texts).map(([source, text]) => ({ file, source, text, isCore: file.includes("/fr/core/") })),
);

/** Where each message of the sources stands, by its name. */
function messages(): Map<string, string> {
  const localizer = new RuntimeLitLocalizer({
    baseDir: root,
    sourceLocale: "en" as unknown as Locale,
    targetLocales: ["fr" as unknown as Locale],
    tsConfig: "web/tsconfig.json",
    output: { mode: "runtime", outputDir: folder },
    interchange: { format: "xliff", xliffDir: folder },
    resolve: (path) => join(root, path),
  });
  const found = localizer.extractSourceMessages();
  expect(found.errors.map(({ messageText, file }) => `${file?.fileName}: ${messageText}`)).toEqual([]);
  return new Map(
    found.messages.map(({ name, file, contents }) => {
      const text = contents.map((part) => (typeof part === "string" ? part : part.untranslatable)).join("");
      return [name, `${file.fileName.slice(root.length)}: ${text}`];
    }),
  );
}

/** The words that stand in pages, by the same names. */
function written(): Map<string, string> {
  const pages = ["index.html", ...files("web/pages", ".html"), ...files("web/exhibits", ".html")];
  const all = pages.flatMap((file) => {
    const page = new DOMParser().parseFromString(navigation(read(file), `/${file}`), "text/html");
    const words = [...page.querySelectorAll<HTMLElement>("[data-msg]")].map((element) =>
      element.dataset.msg ? `${wordsIn(element)}#${element.dataset.msg}` : wordsIn(element),
    );
    const labels = [...page.querySelectorAll("[data-msg-label]")].map((one) => one.getAttribute("aria-label") ?? "");
    return [...words, ...labels].map((text) => [names(text)[0], `${file}: ${text}`] as const);
  });
  return new Map(all);
}

test("every text of the page is translated, and nothing else", () => {
  const used = new Map([...written(), ...messages()]);
  const known = new Set(entries.flatMap(({ source }) => names(source)));
  const missing = [...used].flatMap(([name, text]) => (known.has(name) ? [] : [text]));
  expect(missing, "has no translation").toEqual([]);
  const unused = entries.filter(({ source, isCore }) => !isCore && !names(source).some((name) => used.has(name)));
  expect(
    unused.map(({ file, source }) => `${file}: ${source}`),
    "is said nowhere",
  ).toEqual([]);
}, 180_000);

test("what is translated of the core stands in its sources", () => {
  const joined = files("crate", ".rs").map((file) =>
    read(file)
      .replace(/\\\n\s*/g, "")
      .replaceAll('\\"', '"'),
  );
  const rooms = ["web/kitchen", "web/input", "web/output"].flatMap((at) => files(at, ".ts"));
  const pages = [...rooms, "web/core.ts", "web/workshop.ts"].map(read);
  const sources = [...joined, ...pages].join("\n");
  const isSaid = (source: string) => pieces(source).strings.every((piece) => sources.includes(piece.trim()));
  const unsaid = entries.filter(({ source, isCore }) => isCore && !isSaid(source));
  expect(unsaid.map(({ file, source }) => `${file}: ${source}`)).toEqual([]);
});

test("translations put in what their texts put in", () => {
  const wrong = entries.filter(({ source, text }) => {
    const [had, has] = [pieces(source).values, pieces(text).values];
    return (
      had.some((value, i) => value !== i) || `${had}` !== `${[...has].sort((a, b) => a - b)}` || text.trim() === ""
    );
  });
  expect(wrong.map(({ file, source }) => `${file}: ${source}`)).toEqual([]);
});

test("a text is translated in one way only", () => {
  // What the core refuses is put together of parts of sentences.
  const whole = entries.filter(({ file }) => !file.endsWith("/core/errors.json"));
  const first = new Map(whole.toReversed().map(({ source, text }) => [source, text]));
  const twice = whole.filter(({ source, text }) => first.get(source) !== text);
  expect(twice.map(({ file, source }) => `${file}: ${source}`)).toEqual([]);
});
