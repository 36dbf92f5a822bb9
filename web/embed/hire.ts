/** How the worker of an exhibit is started in a frame: from its text, as a classic script, with the engine handed over. */

import engineUrl from "../core/exhibits/exhibits_bg.wasm?url";
import Classic from "../exhibits/exhibit.worker.ts?worker&inline";
import type { Engine, Hired } from "../exhibits/hire.ts";
import { inflate } from "../inflate.ts";
import { bytesOf } from "./bytes.ts";

const PARTS = import.meta.glob<string>("../core/exhibits/parts/*.wasm", {
  query: "?url",
  import: "default",
  eager: true,
});

let engine: Promise<Engine> | undefined;

async function compiled(): Promise<Engine> {
  const bytes = await unpacked(engineUrl, "engine");
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

/** The bytes of a part of the engine. */
export async function fetchPart(name: string): Promise<ArrayBuffer> {
  const url = PARTS[`../core/exhibits/parts/${name}.wasm`];
  if (!url) throw new Error(`exhibit: this site has no exhibit "${name}".`);
  return (await unpacked(url, `parts/${name}`)).slice().buffer;
}

/** The bytes of a file, which its copy has compressed. */
async function unpacked(url: string, copy: string): Promise<Uint8Array<ArrayBuffer>> {
  return (await inflate(await bytesOf(new URL(url, document.baseURI), copy))) as Uint8Array<ArrayBuffer>;
}
