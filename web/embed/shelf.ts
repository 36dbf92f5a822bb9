/** What a frame has of its exhibit: entry and recorded run in one classic script. */

import type { Entry, Recorded } from "../exhibits/entry.ts";
import { copyOf } from "./copies.ts";

interface Shelf {
  entry: Entry;
  recorded?: Recorded;
}

let known: Promise<Shelf> | undefined;

/** The entry of the one exhibit that a frame shows. */
export async function entryOf(slug: string, _root: URL): Promise<Entry> {
  known = copyOf<Shelf>(`exhibits/${slug}`);
  const { entry } = await known.catch(() => {
    throw new Error(`exhibit: this site has no exhibit "${slug}".`);
  });
  return entry;
}

/** The recorded run of that exhibit; nothing where there is none. */
export async function recordedOf(_slug: string): Promise<Recorded | undefined> {
  return (await known)?.recorded;
}
