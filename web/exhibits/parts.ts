/** Parts of the engine, each fetched once for all workers of a page. */

import { Memo } from "../memo.ts";
import { fetchPart } from "./hire.ts";

const known = new Memo<ArrayBuffer>();

/** The bytes of a part: what an exhibit needs for itself, by its slug, or what a graphics device does, `gpu`. */
export const part = (name: string): Promise<ArrayBuffer> => known.get(name, () => fetchPart(name));
