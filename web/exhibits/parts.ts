/** Parts of the engine, each fetched once for all workers of a page. */

import { fetchPart } from "./hire.ts";

const known = new Map<string, Promise<ArrayBuffer>>();

/** The bytes of a part: what an exhibit needs for itself, by its slug, or what a graphics device does, `gpu`. */
export function part(name: string): Promise<ArrayBuffer> {
  const coming = known.get(name) ?? fetchPart(name);
  known.set(name, coming);
  coming.catch(() => known.delete(name));
  return coming;
}
