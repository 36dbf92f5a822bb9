/** How the worker of an exhibit is started where module workers may be. */

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
