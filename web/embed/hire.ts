/** How the worker of an exhibit is started in a frame: from its text, as a classic script, with the engine handed over. */

import engineUrl from "../core/exhibits/exhibits_bg.wasm?url";
import Classic from "../exhibits/exhibit.worker.ts?worker&inline";
import type { Hired } from "../exhibits/hire.ts";
import { inflate } from "../inflate.ts";
import { bytesOf } from "./bytes.ts";

let engine: Promise<WebAssembly.Module> | undefined;

async function compiled(): Promise<WebAssembly.Module> {
  const bytes = await inflate(await bytesOf(new URL(engineUrl, document.baseURI), "engine"));
  return WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
}

export function hire(): Hired {
  engine ??= compiled();
  const coming = engine;
  coming.catch(() => {
    engine = undefined;
  });
  return { worker: new Classic(), engine: coming };
}
