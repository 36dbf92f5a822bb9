/** The recorded runs, each fetched by the page of its exhibit. */

import type { Recorded } from "./entry.ts";

const files = import.meta.glob<Recorded>("../recorded/*.json", { import: "default" });

/** The recorded run of an exhibit; nothing where there is none. */
export async function recordedOf(slug: string): Promise<Recorded | undefined> {
  return files[`../recorded/${slug}.json`]?.();
}
