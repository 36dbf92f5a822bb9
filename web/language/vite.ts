/** Catalogues as files, for what is made when the site is built. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Catalogue } from "./catalogue.ts";

/** What rooms say, and what the core says by subjects. */
export interface Words {
  rooms: Catalogue;
  subjects: ReadonlyMap<string, Catalogue>;
}

/** All words of a language. */
export function wordsOf(language: string): Words {
  const folder = new URL(`./${language}/`, import.meta.url);
  const core = read(new URL("core/", folder));
  return { rooms: Object.assign({}, ...read(folder).values()), subjects: core };
}

function read(folder: URL): Map<string, Catalogue> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  const text = (file: string) => readFileSync(new URL(file, folder), "utf8");
  return new Map(files.map((file) => [file.replace(/\.json$/, ""), JSON.parse(text(file))]));
}
