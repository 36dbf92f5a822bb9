/** The workers of a page: its exhibits share them. */

import { type Guest, Seat } from "./seat.ts";
import { Turns } from "./turns.ts";

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

/** A worker, who lives in it, and who of them prepares. */
export interface House<Bench, Page> {
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
