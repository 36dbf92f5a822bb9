/** The workers of a page: its exhibits share them. */

import { type Place, Turns } from "./turns.ts";

/** Milliseconds after which a worker without exhibits is let go. */
const IDLE_MS = 30_000;

/** A worker with an engine; in it each exhibit has a bench. */
export interface Hand<Bench, Page> {
  bench(page: Page): Promise<Bench>;
  release(bench: Bench): void;
  /** Fails once the worker has failed. */
  gone: Promise<never>;
  end(): void;
}

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

/** A worker, who lives in it, and who of them prepares. */
interface House<Bench, Page> {
  hand: Hand<Bench, Page>;
  seats: Set<Seat<Bench, Page>>;
  active: Seat<Bench, Page> | undefined;
  leaving?: ReturnType<typeof setTimeout>;
}

/** So many workers at most, each started when it is first needed; in each of them one exhibit prepares at a time. */
export class Pool<Bench, Page> {
  readonly turns: Turns = new Turns();
  /** How many may have something open while some of them are out of view. */
  mostOpen = 12;
  /** Those that have, who came first first. */
  private open: Seat<Bench, Page>[] = [];
  private readonly houses: House<Bench, Page>[] = [];

  constructor(
    private readonly hire: () => Hand<Bench, Page>,
    private readonly most: number,
  ) {}

  /** A seat for an exhibit, which has no worker yet. */
  seat(guest: Guest<Page>): Seat<Bench, Page> {
    return new Seat(this, guest);
  }

  /** The worker with the fewest exhibits of those in which nobody prepares; on the graphics device all are in one. */
  room(seat: Seat<Bench, Page>): House<Bench, Page> | undefined {
    const others = ({ seats }: House<Bench, Page>) => [...seats].filter((one) => one !== seat);
    const shared = this.houses.find((house) => others(house).some(({ isOnGraphics }) => isOnGraphics));
    if (shared && seat.guest.isOnGraphics()) return shared.active ? undefined : shared;
    const free = this.houses.filter(({ active }) => !active);
    const own = ({ seats }: House<Bench, Page>) => Number(seats.has(seat));
    const [best] = free.sort((a, b) => others(a).length - others(b).length || own(b) - own(a));
    const isAlone = best && others(best).length === 0;
    return isAlone || this.houses.length >= this.most ? best : this.hired();
  }

  /** Notes that an exhibit's turn has come; where too many have something open, the oldest that nobody sees gives it up. */
  came(seat: Seat<Bench, Page>): void {
    this.open = [...this.open.filter((one) => one !== seat), seat];
    const unseen = this.open.filter(({ guest }) => !guest.isSeen());
    for (const one of unseen.slice(0, Math.max(0, this.open.length - this.mostOpen))) one.free();
  }

  /** Takes a seat into a worker, or out of it. */
  move(seat: Seat<Bench, Page>, from: House<Bench, Page> | undefined, to: House<Bench, Page> | undefined): void {
    if (to) clearTimeout(to.leaving);
    to?.seats.add(seat);
    if (!to) this.open = this.open.filter((one) => one !== seat);
    from?.seats.delete(seat);
    if (from?.seats.size === 0) from.leaving = setTimeout(() => this.close(from), IDLE_MS);
  }

  private hired(): House<Bench, Page> {
    const house: House<Bench, Page> = { hand: this.hire(), seats: new Set(), active: undefined };
    this.houses.push(house);
    house.hand.gone.catch((error) => {
      this.close(house);
      for (const seat of [...house.seats]) seat.lost(error);
      this.turns.next();
    });
    return house;
  }

  private close(house: House<Bench, Page>): void {
    const at = this.houses.indexOf(house);
    if (at >= 0) this.houses.splice(at, 1);
    house.hand.end();
  }
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
