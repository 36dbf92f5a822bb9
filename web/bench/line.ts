/** A worker of the benchmarks, and the messages to and from it. */

import { type Remote, wrap } from "comlink";
import type { EngineWorker } from "./engine.ts";
import address from "./engine.ts?worker&url";

/** A worker that can be asked. */
export interface Line {
  ask<T>(work: (engine: Remote<EngineWorker>) => Promise<T>): Promise<T>;
  /** Messages so far, both ways. */
  messages(): number;
  close(): void;
}

/** Starts a worker, also from a page of another origin. */
export function line(): Line {
  const worker = start(new URL(address, import.meta.url));
  let messages = 0;
  worker.addEventListener("message", () => {
    messages += 1;
  });
  const engine = wrap<EngineWorker>({
    postMessage(message: unknown, transfer?: Transferable[]) {
      messages += 1;
      worker.postMessage(message, transfer ?? []);
    },
    addEventListener: worker.addEventListener.bind(worker),
    removeEventListener: worker.removeEventListener.bind(worker),
  });
  const gone = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message || "The worker could not be loaded.")));
  });
  gone.catch(() => undefined);
  return {
    ask: (work) => Promise.race([work(engine), gone]),
    messages: () => messages,
    close: () => worker.terminate(),
  };
}

/** A worker's script must be of the page's origin; one line that imports it may be. */
function start(url: URL): Worker {
  if (url.origin === globalThis.origin) return new Worker(url, { type: "module" });
  const text = `import ${JSON.stringify(url.href)};`;
  const own = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return new Worker(own, { type: "module" });
}
