/** One thing at a time. */

/** Runs what it is given one after another, in the order in which it was given. */
export function serial(): <T>(work: () => Promise<T> | T) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** Work for one server: urgent work first, and of each urgent kind only the newest. */
export class Desk {
  private busy = false;
  private readonly urgent = new Map<string, () => Promise<void>>();
  private readonly waiting: (() => Promise<void>)[] = [];

  /** Does `work` when its turn comes. */
  ask<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => work().then(resolve, reject));
      this.next();
    });
  }

  /** Does `work` before all that waits; gives nothing where newer work of this kind took its place. */
  newest<T>(kind: string, work: () => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      // A newer question keeps the place of the older one, so that no kind is put off again and again.
      this.stale.get(kind)?.();
      this.urgent.set(kind, () => work().then(resolve, reject));
      this.stale.set(kind, () => resolve(undefined));
      this.next();
    });
  }

  private readonly stale = new Map<string, () => void>();

  private next(): void {
    if (this.busy) return;
    const work = this.take();
    if (work === undefined) return;
    this.busy = true;
    work().finally(() => {
      this.busy = false;
      this.next();
    });
  }

  private take(): (() => Promise<void>) | undefined {
    const first = this.urgent.entries().next();
    if (first.done) return this.waiting.shift();
    const [kind, work] = first.value;
    this.urgent.delete(kind);
    this.stale.delete(kind);
    return work;
  }
}
