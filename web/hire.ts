/** Workers with the core in them. */

import { type Remote, wrap } from "comlink";
import type { Build } from "./core.ts";
import { msg } from "./language/message.ts";
import type { Fault } from "./wire.ts";
import type { Workshop } from "./workshop.ts";

/** The code of a call to a worker that was let go. */
export const ENDED = "ended";

/** A worker that can be asked, and let go. */
export interface Hand {
  /** Its calls; all of them fail once the worker has failed. */
  ask<T>(work: (workshop: Remote<Workshop>) => Promise<T>): Promise<T>;
  end(): void;
}

/** A worker with a device, and the build of the core that it has. */
export type Hired = Hand & { build: Build; device: string };

/** Starts a worker with a device; with the whole core, or only what looking at members needs first. */
export async function hire(backend: "cpu" | "gpu", build?: Build, isWhole = true): Promise<Hired> {
  const worker = new Worker(new URL("./core.worker.ts", import.meta.url), { type: "module" });
  const workshop = wrap<Workshop>(worker);
  let leave: (fault: Fault) => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    leave = reject;
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(event.message || msg("The engine could not be loaded.")));
    });
  });
  gone.catch(() => undefined);
  const hand: Hand = {
    ask: (work) => Promise.race([work(workshop), gone]),
    end: () => {
      worker.terminate();
      leave({ code: ENDED, message: "The engine was let go." });
    },
  };
  try {
    const opened = await hand.ask((workshop) => workshop.open(build, isWhole));
    const device = await hand.ask((workshop) => workshop.device(backend));
    return { ...hand, build: opened, device };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
