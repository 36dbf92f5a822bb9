/** An exhibit's seat among the workers of its page. */

import type { House, Pool } from "./pool.ts";
import type { Place } from "./turns.ts";

/** What the pool asks of an exhibit. */
export interface Guest<Page> {
  page: Page;
  /** Whether it may prepare now. */
  isSeen(): boolean;
  isOnGraphics(): boolean;
  /** What it had open was given up for others. */
  freed(): void;
  /** Its worker has failed, and what it had open is lost. */
  lost(error: unknown): void;
}

/** What an exhibit has in a worker. */
interface Stay<Bench, Page> {
  house: House<Bench, Page>;
  bench: Promise<Bench>;
  over: Promise<never>;
  end(error: unknown): void;
}

/** An exhibit in the pool: it waits for its turn, and stays in a worker while it has something open there. */
export class Seat<Bench, Page> {
  /** Whether it computes on the graphics device of its worker. */
  isOnGraphics = false;
  /** What it has open, and how many seeds of it. */
  opened = { key: "", seeds: 0 };
  private place: Place | undefined;
  private stay: Stay<Bench, Page> | undefined;

  constructor(
    private readonly pool: Pool<Bench, Page>,
    readonly guest: Guest<Page>,
  ) {}

  /** Waits until a worker has time for it; what is open with another key is given up for that. */
  turn(key?: string): Promise<void> {
    if (this.place) this.pool.turns.next();
    else
      this.place = this.pool.turns.take(
        () => this.guest.isSeen(),
        () => this.enter(key),
      );
    return this.place.come;
  }

  /** Leaves its turn to others; who still waits for it goes on waiting. */
  rest(): void {
    if (this.stay?.house.active === this) this.leave();
  }

  /** Leaves its turn, or the queue; what is open stays. */
  leave(): void {
    const { place, stay } = this;
    this.place = undefined;
    place?.leave();
    if (stay?.house.active !== this) return;
    stay.house.active = undefined;
    this.pool.turns.next();
  }

  /** Asks its bench; fails where it has none, and once it has none any more. */
  ask<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
    const { stay } = this;
    if (!stay) return Promise.reject(new Error("The engine is not running."));
    return Promise.race([stay.bench.then(work), stay.over]);
  }

  /** Gives up what is open. */
  end(): void {
    this.leave();
    this.part({ code: "cancelled", message: "The exhibit was let go." });
  }

  /** Gives its memory to others. */
  free(): void {
    this.end();
    this.guest.freed();
  }

  /** Its worker has failed. */
  lost(error: unknown): void {
    this.leave();
    this.part(error);
    this.guest.lost(error);
  }

  private enter(key: string | undefined): boolean {
    const isBound = this.stay && (key === undefined || key === this.opened.key);
    const house = isBound ? this.stay?.house : this.pool.room(this);
    if (!house || house.active) return false;
    this.isOnGraphics = this.guest.isOnGraphics();
    if (house !== this.stay?.house) this.settle(house);
    house.active = this;
    this.pool.came(this);
    return true;
  }

  private settle(house: House<Bench, Page>): void {
    this.part({ code: "cancelled", message: "The exhibit has moved." });
    let end: (error: unknown) => void = () => undefined;
    const over = new Promise<never>((_, reject) => {
      end = reject;
    });
    over.catch(() => undefined);
    const bench = house.hand.bench(this.guest.page);
    bench.catch(() => undefined);
    this.stay = { house, bench, over, end };
    this.pool.move(this, undefined, house);
  }

  private part(error: unknown): void {
    const { stay } = this;
    this.stay = undefined;
    this.opened = { key: "", seeds: 0 };
    if (!stay) return;
    stay.end(error);
    stay.bench.then(
      (bench) => stay.house.hand.release(bench),
      () => undefined,
    );
    this.pool.move(this, stay.house, undefined);
  }
}
