/** Files of weights, asked of a worker that starts with the first question. */

import type { Remote } from "comlink";
import { msg, translated } from "../language/message.ts";
import { Standby } from "../line.ts";
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

/** How the core's functions are asked, wherever they run. */
type Ask = <R>(work: (files: Files | Remote<Files>) => Promise<R>) => Promise<R>;

/** A desk on top of them. */
export function deskOf(ask: Ask): Desk {
  return {
    layout: async (architecture) => sound(await ask(async (files) => files.layout(architecture))).layers,
    write: async (checkpoint) => sound(await ask(async (files) => files.writeCheckpoint(checkpoint))).file,
    read: async (name, bytes) => sound(await ask(async (files) => files.readCheckpoint({ name, bytes }))),
    recipe: async (options, models, base) =>
      sound(await ask(async (files) => files.recipe(options, models, base))).recipe,
    zip: async (all) => ask(async (files) => files.zip(all)),
  };
}

function sound<T extends { error?: never }>(answer: T | Refused): T {
  if (answer.error) throw new Error(`${translated(answer.error.message)}.`);
  return answer as T;
}

const files = new Standby<Files>(
  () => new Worker(new URL("./checkpoint.worker.ts", import.meta.url), { type: "module" }),
  () => msg("The engine could not be loaded."),
);
const own = deskOf((work) => files.ask(work));

/** The desk of the page. */
export const desk = (): Desk => own;
