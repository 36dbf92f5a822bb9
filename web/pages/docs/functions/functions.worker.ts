/** The worker that runs functions for the reference. */

import { expose } from "comlink";
import { type Answer, call, type Inputs } from "../../../npm/module.ts";

const worker = { call: (name: string, inputs: unknown): Promise<Answer> => call(name, inputs as Inputs) };

/** What the page may ask of it. */
export type Callable = typeof worker;

expose(worker);
