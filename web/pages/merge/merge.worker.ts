/** The worker that merges checkpoints. */

import { expose } from "comlink";
import { type Merged, type MergeOptions, merge, type Weights } from "../../npm/module.ts";

/** Files by what they are for. */
export interface Files {
  models: Weights[];
  base: Weights | undefined;
  fishers: Weights[];
}

const worker = {
  merge: (options: MergeOptions, files: Files): Promise<Merged> =>
    merge(options, files.models, files.base, files.fishers),
};

/** What the page may ask of it. */
export type Merger = typeof worker;

expose(worker);
