/** Files of the site for a frame: fetched where the host allows it, else from their copies in scripts. */

import { bytesOf as fetched } from "../bytes.ts";
import { copyOf, isCarried } from "./copies.ts";

let isRefused = false;

/** The bytes of a file. */
export async function bytesOf(url: URL, copy?: string): Promise<ArrayBuffer> {
  const file = url.pathname.split("/").at(-1) ?? "";
  const name = copy ?? `data/${file}`;
  try {
    if (!isRefused && !isCarried(name)) return await fetched(url);
  } catch (error) {
    // A host that answers is believed; one whose answer may not be read is asked by scripts from now on.
    if (!(error instanceof TypeError)) throw error;
    isRefused = true;
  }
  const text = atob(await copyOf<string>(name, file));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
}
