/** Who of a page may prepare next: only what is in view, and of that first who asked last. */

/** A place in the queue. */
export interface Place {
  come: Promise<void>;
  leave(): void;
}

interface Waiting {
  isSeen: () => boolean;
  enter: () => boolean;
  call: () => void;
}

/** A queue of those who wait for a worker. */
export class Turns {
  private readonly waiting: Waiting[] = [];

  /** Takes a place; it comes once `enter` says that there is room. */
  take(isSeen: () => boolean, enter: () => boolean): Place {
    let call: () => void = () => undefined;
    const come = new Promise<void>((done) => {
      call = done;
    });
    const mine = { isSeen, enter, call };
    this.waiting.push(mine);
    this.next();
    const leave = () => {
      this.drop(mine);
      // Who still waits for it goes on, and sees that it was let go.
      call();
    };
    return { come, leave };
  }

  /** There may be room for some of them. */
  next(): void {
    for (const one of this.waiting.toReversed()) {
      // Who enters may make others leave.
      if (!this.waiting.includes(one) || !one.isSeen() || !one.enter()) continue;
      this.drop(one);
      one.call();
    }
  }

  private drop(one: Waiting): void {
    const at = this.waiting.indexOf(one);
    if (at >= 0) this.waiting.splice(at, 1);
  }
}
