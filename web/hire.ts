/** Workers with the core in them. */

import type { Build } from "./core.ts";
import { msg } from "./language/message.ts";
import { type Line, line } from "./line.ts";
import type { Workshop } from "./workshop.ts";

/** The code of a call to a worker that was let go. */
export const ENDED = "ended";

/** A worker that can be asked, and let go. */
export interface Hand {
  ask: Line<Workshop>["ask"];
  end(): void;
}

/** A worker with a device, and the build of the core that it has. */
export type Hired = Hand & { build: Build; device: string };

/** Starts a worker with a device; with the whole core, or only what looking at members needs first. */
export async function hire(backend: "cpu" | "gpu", build?: Build, isWhole = true): Promise<Hired> {
  const worker = new Worker(new URL("./core.worker.ts", import.meta.url), { type: "module" });
  const { ask, end } = line<Workshop>(worker, msg("The engine could not be loaded."));
  const hand: Hand = { ask, end: () => end({ code: ENDED, message: "The engine was let go." }) };
  try {
    const opened = await hand.ask((workshop) => workshop.open(build, isWhole));
    const device = await hand.ask((workshop) => workshop.device(backend));
    return { ...hand, build: opened, device };
  } catch (error) {
    end(error);
    throw error;
  }
}
