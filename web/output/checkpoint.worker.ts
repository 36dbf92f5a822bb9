/** The worker that writes and reads files of weights: one place knows the formats, and it is the core. */

import { expose } from "comlink";
import { layout, readCheckpoint, recipe, writeCheckpoint } from "../npm/module.ts";
import { zip } from "./zip.ts";

const worker = { layout, readCheckpoint, recipe, writeCheckpoint, zip };

/** What the page may ask of it. */
export type Files = typeof worker;

expose(worker);
