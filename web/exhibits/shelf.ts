/** What a site has of its exhibits: entries and recorded runs, each fetched where it is shown. */

import type { Entry, Recorded } from "./entry.ts";

/** Where what was recorded lies. */
const files = import.meta.glob<string>("../recorded/*.json", { eager: true, import: "default", query: "?url" });

/** The entry of an exhibit of the site at `root`. */
export async function entryOf(slug: string, root: URL): Promise<Entry> {
  const answer = await fetch(new URL(`entries/${slug}.json`, root));
  if (!answer.ok) throw new Error(`exhibit: this site has no exhibit "${slug}" (${answer.status}).`);
  return answer.json();
}

/** The recorded run of an exhibit; nothing where there is none. */
export async function recordedOf(slug: string): Promise<Recorded | undefined> {
  const file = files[`../recorded/${slug}.json`];
  return file === undefined ? undefined : (await fetch(file)).json();
}
