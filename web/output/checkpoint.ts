/** Files of weights, asked of a worker that starts with the first question. */

import { type Remote, wrap } from "comlink";
import { translated } from "../language/message.ts";
import type { Architecture, Checkpoint, Layer, MergeOptions, Refused } from "../npm/module.ts";
import type { Files } from "./checkpoint.worker.ts";

/** What can be asked; every refusal is an error with one sentence. */
export interface Desk {
  layout(architecture: Architecture): Promise<Layer[]>;
  write(checkpoint: Checkpoint): Promise<Uint8Array>;
  read(name: string, bytes: Uint8Array): Promise<Checkpoint>;
  recipe(options: MergeOptions, models: string[], base?: string): Promise<string>;
  zip(files: Record<string, Uint8Array | string>): Promise<Uint8Array<ArrayBuffer>>;
}

/** A desk on top of the core's functions, wherever they run. */
export function deskOf(files: Files | Remote<Files>): Desk {
  return {
    layout: async (architecture) => sound(await files.layout(architecture)).layers,
    write: async (checkpoint) => sound(await files.writeCheckpoint(checkpoint)).file,
    read: async (name, bytes) => sound(await files.readCheckpoint({ name, bytes })),
    recipe: async (options, models, base) => sound(await files.recipe(options, models, base)).recipe,
    zip: async (all) => files.zip(all),
  };
}

function sound<T extends { error?: never }>(answer: T | Refused): T {
  if (answer.error) throw new Error(`${translated(answer.error.message)}.`);
  return answer as T;
}

let started: Desk | undefined;

/** The desk of the page. */
export function desk(): Desk {
  started ??= deskOf(wrap<Files>(new Worker(new URL("./checkpoint.worker.ts", import.meta.url), { type: "module" })));
  return started;
}
