/** A worker as the pool has it: with an engine, and a bench for each of its exhibits. */

import { proxy, type Remote, releaseProxy, wrap } from "comlink";
import type { Bench, Page, Works } from "./exhibit.worker.ts";
import type { Hired } from "./hire.ts";
import type { Hand } from "./pool.ts";

/** Starts a worker, which takes as many exhibits as come. */
export function hand(hire: () => Hired): Hand<Remote<Bench>, Page> {
  let worker: Worker | undefined;
  let lose: (error: unknown) => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    lose = reject;
  });
  const start = async (): Promise<Remote<Works>> => {
    try {
      const hired = hire();
      worker = hired.worker;
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        lose(new Error(event.message || "The engine could not be loaded."));
      });
      const works = wrap<Works>(worker);
      await works.start(await hired.engine);
      return works;
    } catch (error) {
      lose(error);
      throw error;
    }
  };
  const started = start();
  return {
    bench: async (page) => (await started).bench(proxy(page)),
    release: (bench) => bench[releaseProxy](),
    gone,
    end: () => worker?.terminate(),
  };
}
