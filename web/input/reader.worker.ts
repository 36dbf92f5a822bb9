/** The worker that reads files of rows, so that a large one holds up nothing. */

import { expose, transfer } from "comlink";
import type { Given } from "./given.ts";
import { look, type Read, read, take } from "./reader.ts";
import type { Roles } from "./roles.ts";
import type { Reading } from "./table.ts";

const worker = {
  read: async (files: File[], reading: Reading): Promise<Read> => {
    const out = await read(files, reading);
    return out.kind === "images" ? transfer(out, buffers(out.given)) : out;
  },
  look,
  take: (roles: Roles): Given | undefined => {
    const given = take(roles);
    return given && transfer(given, buffers(given));
  },
};

/** What the page may ask of it. */
export type Reader = typeof worker;

function buffers({ x, y }: Given): ArrayBuffer[] {
  return [x.buffer as ArrayBuffer, y.buffer as ArrayBuffer];
}

expose(worker);
