/** Who of a page may compute: no more at once than the machine has cores for, those in view first. */

/** A place in the queue. */
export interface Place {
  come: Promise<void>;
  leave(): void;
}

interface Waiting {
  isSeen: () => boolean;
  call: () => void;
}

/** A queue for so many at once. */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private busy = 0;

  constructor(private readonly most: number) {}

  /** Takes a place; the one who asked last goes first among those in view. */
  take(isSeen: () => boolean): Place {
    let [isCalled, isGone] = [false, false];
    let call: () => void = () => undefined;
    const come = new Promise<void>((done) => {
      call = () => {
        isCalled = true;
        done();
      };
    });
    const mine = { isSeen, call };
    this.waiting.push(mine);
    this.next();
    const leave = () => {
      if (isGone) return;
      isGone = true;
      if (isCalled) this.busy--;
      else this.waiting.splice(this.waiting.indexOf(mine), 1);
      // Who still waits for it goes on, and sees that it was let go.
      call();
      this.next();
    };
    return { come, leave };
  }

  private next(): void {
    while (this.busy < this.most && this.waiting.length > 0) {
      const seen = this.waiting.findLastIndex((one) => one.isSeen());
      const [first] = this.waiting.splice(seen < 0 ? this.waiting.length - 1 : seen, 1);
      this.busy++;
      first?.call();
    }
  }
}

/** Of this page. */
export const TURNS: Turns = new Turns(Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1)));
