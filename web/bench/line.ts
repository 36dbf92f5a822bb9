/** A worker of the benchmarks, and the messages to and from it. */

import { type Line as Any, line as lineTo } from "../line.ts";
import { moduleWorker } from "../origin.ts";
import type { EngineWorker } from "./engine.ts";
import address from "./engine.ts?worker&url";

/** A worker that can be asked. */
export interface Line extends Any<EngineWorker> {
  /** Messages so far, both ways. */
  messages(): number;
}

/** Starts a worker, also from a page of another origin. */
export function line(): Line {
  const worker = moduleWorker(new URL(address, import.meta.url).href);
  let messages = 0;
  worker.addEventListener("message", () => {
    messages += 1;
  });
  const counted = {
    postMessage(message: unknown, transfer?: Transferable[]) {
      messages += 1;
      worker.postMessage(message, transfer ?? []);
    },
    addEventListener: worker.addEventListener.bind(worker),
    removeEventListener: worker.removeEventListener.bind(worker),
  };
  return { ...lineTo<EngineWorker>(worker, "The worker could not be loaded.", counted), messages: () => messages };
}
