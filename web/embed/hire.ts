/** How the worker of an exhibit is started in a frame: from its text, as a classic script, with the engine handed over. */

import engineUrl from "../core/exhibits/exhibits_bg.wasm?url";
import Classic from "../exhibits/exhibit.worker.ts?worker&inline";
import type { Engine, Hired } from "../exhibits/hire.ts";
import { inflate } from "../inflate.ts";
import { bytesOf } from "./bytes.ts";

let engine: Promise<Engine> | undefined;

async function compiled(): Promise<Engine> {
  const bytes = (await inflate(
    await bytesOf(new URL(engineUrl, document.baseURI), "engine"),
  )) as Uint8Array<ArrayBuffer>;
  // What a page from a disk has compiled, its workers may not have.
  return location.protocol === "file:" ? bytes.slice().buffer : WebAssembly.compile(bytes);
}

export function hire(): Hired {
  engine ??= compiled();
  const coming = engine;
  coming.catch(() => {
    engine = undefined;
  });
  return { worker: new Classic(), engine: coming };
}
