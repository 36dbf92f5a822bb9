/** Lines to workers. */

import { type Endpoint, type Remote, wrap } from "comlink";

/** A worker that can be asked, and let go. */
export interface Line<T> {
  /** Asks; all questions fail once the worker has failed or was let go, also those under way. */
  ask<R>(work: (worker: Remote<T>) => R): Promise<Awaited<R>>;
  /** Lets the worker go; what is asked fails for this reason. */
  end(reason?: unknown): void;
  /** Fails when the worker does, or with the reason why it was let go. */
  gone: Promise<never>;
}

/**
 * A line to a worker, or through an endpoint in front of it. A script that cannot be loaded is a failure, too: `missing`
 * says so.
 */
export function line<T>(worker: Worker, missing: string, endpoint: Endpoint = worker): Line<T> {
  const remote = wrap<T>(endpoint);
  let lose: (reason: unknown) => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    lose = reject;
  });
  gone.catch(() => undefined);
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    lose(new Error(event.message || missing));
  });
  return {
    ask: (work) => Promise.race([work(remote), gone]),
    end: (reason) => {
      worker.terminate();
      lose(reason);
    },
    gone,
  };
}

/** A line that starts with the first question, and anew with the next one after the worker has failed. */
export class Standby<T> {
  private current: Line<T> | undefined;

  /** `start` starts the worker; `missing` says that its script cannot be loaded. */
  constructor(
    private readonly start: () => Worker,
    private readonly missing: () => string,
  ) {}

  /** Asks the worker. */
  ask<R>(work: (worker: Remote<T>) => R): Promise<Awaited<R>> {
    this.current ??= this.open();
    return this.current.ask(work);
  }

  /** Lets the worker go. */
  end(): void {
    const last = this.current;
    this.current = undefined;
    last?.end();
  }

  private open(): Line<T> {
    const opened = line<T>(this.start(), this.missing());
    opened.gone.catch(() => {
      opened.end();
      if (this.current === opened) this.current = undefined;
    });
    return opened;
  }
}
