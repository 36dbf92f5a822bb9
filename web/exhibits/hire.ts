/** How the worker of an exhibit is started where module workers may be. */

import { bytesOf } from "../bytes.ts";
import { moduleWorker } from "../origin.ts";
import source from "./exhibit.worker.ts?worker&url";

/** An engine as a worker takes it: compiled, or its bytes. */
export type Engine = WebAssembly.Module | ArrayBuffer;

/** A worker, and the engine where it cannot fetch that itself. */
export interface Hired {
  worker: Worker;
  engine?: Promise<Engine>;
}

export function hire(): Hired {
  return { worker: moduleWorker(source) };
}

/** The bytes of a part of the engine. */
export const fetchPart = (name: string): Promise<ArrayBuffer> =>
  bytesOf(new URL(`../core/exhibits/parts/${name}.wasm`, import.meta.url));
