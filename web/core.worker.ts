/** The worker that owns the core. */

import { expose } from "comlink";
import { type Build, type Core, choose, load } from "./core.ts";

let core: Core | undefined;

const worker = {
  /** Loads a build, the fastest one unless it is named, and says which. */
  async open(build: Build = choose()): Promise<Build> {
    core = await load(build);
    return build;
  },
  /** The version of the core's package. */
  version(): string {
    if (core === undefined) throw new Error("The core is not open yet.");
    return core.version();
  },
};

/** What the page can ask of the worker. */
export type CoreWorker = typeof worker;

expose(worker);
