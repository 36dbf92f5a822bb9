/** A visitor's run of an exhibit: seed after seed in a worker, looked at meanwhile. */

import { signal } from "@preact/signals-core";
import type { Remote } from "comlink";
import { workersFor } from "../cores.ts";
import { files } from "../files.ts";
import type { State } from "../manifest.ts";
import { Desk } from "../serial.ts";
import { type Fault, faultOf } from "../wire.ts";
import type { CoreValues, Finding, Progress, Snapshot } from "./entry.ts";
import type { Bench, Page } from "./exhibit.worker.ts";
import { hand } from "./hand.ts";
import { hire } from "./hire.ts";
import { after, begun, type Event, isBusy, isOpen, type Run } from "./life.ts";
import { part } from "./parts.ts";
import { Pool } from "./pool.ts";
import type { Seat } from "./seat.ts";

/** What is asked for. */
export interface Wish {
  slug: string;
  /** All settings, as the page holds them. */
  state: State;
  values: CoreValues;
  /** Those that take effect at once. */
  live: CoreValues;
  seed: number;
  backend: "cpu" | "gpu";
  /** Names all that a preparation depends on. */
  key: string;
}

/** Milliseconds after which a step that does not end is left to itself; its worker has others to care for. */
const PATIENCE_MS = 150;

/** The workers of this page. */
export const POOL: Pool<Remote<Bench>, Page> = new Pool(() => hand(hire), workersFor(Number.POSITIVE_INFINITY));

/** Drives an exhibit in a worker. */
export class Session {
  readonly run = signal<Run>(begun(5));
  readonly snapshot = signal<Snapshot | undefined>(undefined);
  /** The settings of the snapshot, and how many seeds it is of. */
  subject: { state: State; seeds: number } = { state: {}, seeds: 0 };
  readonly findings = signal<readonly Finding[]>([]);
  /** The share of a data set's bytes that has come. */
  readonly loaded = signal(1);
  /** Milliseconds that the last look took. */
  readonly lookMs = signal(0);
  /** When the present seed was begun. */
  started = 0;
  private readonly desk = new Desk();
  private readonly seat: Seat<Remote<Bench>, Page>;
  private epoch = 0;
  private isAside = false;

  constructor(
    private readonly wish: () => Wish,
    private readonly failed: (fault: Fault, backend: "cpu" | "gpu") => void,
  ) {
    const page: Page = {
      files: (name: string) =>
        files(name, (share) => {
          this.loaded.value = share;
        }),
      part,
      progress: (at: Progress) => this.tell({ what: "progress", at }),
    };
    this.seat = POOL.seat({
      page,
      isSeen: () => !this.isHeld,
      isOnGraphics: () => this.wish().backend === "gpu",
      freed: () => this.freed(),
      lost: (error) => this.fail(faultOf(error), this.wish().backend),
    });
  }

  /** What is out of view waits and leaves its turn to others, as does all in a page that is hidden. */
  async hold(isAside: boolean): Promise<void> {
    this.isAside = isAside;
    if (!isBusy(this.run.value) || this.run.value.phase === "stopping") return;
    if (this.isHeld) {
      this.order((bench) => bench.hold(true));
      this.seat.rest();
      return;
    }
    await this.seat.turn();
    if (!this.isHeld) this.order((bench) => bench.hold(false));
  }

  private get isHeld(): boolean {
    return this.isAside || document.hidden;
  }

  private readonly turned = () => void this.hold(this.isAside);

  /** Prepares what is still asked for, and shows it; goes on where it was cancelled. */
  async play(): Promise<void> {
    if (isBusy(this.run.value)) return;
    const mine = ++this.epoch;
    const wish = this.wish();
    this.tell({ what: "play" });
    // Fetched beside the rest of the engine.
    void part(wish.slug).catch(() => undefined);
    document.addEventListener("visibilitychange", this.turned);
    try {
      await this.seat.turn(wish.key);
      if (mine !== this.epoch) return;
      await this.open(wish);
      if (mine !== this.epoch) return;
      // A step that was left to itself may have brought one more seed.
      if (this.seat.opened.seeds > 0) this.findings.value = await this.seat.ask((bench) => bench.findings());
      if (mine !== this.epoch) return;
      this.run.value = { ...this.run.value, seeds: this.seat.opened.seeds };
      this.tell({ what: "opened" });
      void this.look();
      while (mine === this.epoch && this.run.value.seeds < this.run.value.wanted) {
        await this.seat.turn();
        if (mine !== this.epoch) return;
        if (this.run.value.phase === "stopping") {
          this.tell({ what: "stopped" });
          return;
        }
        this.started = performance.now();
        const { opened } = this.seat;
        const { seeds, seconds } = await this.seat.ask((bench) => bench.prepare(wish.seed));
        opened.seeds = seeds;
        if (mine !== this.epoch) return;
        this.findings.value = await this.seat.ask((bench) => bench.findings());
        this.tell({ what: "prepared", seeds, seconds });
        void this.look();
        if (this.run.value.phase === "cancelled") return;
      }
    } catch (error) {
      if (mine === this.epoch) this.fail(faultOf(error), wish.backend);
    } finally {
      if (!isBusy(this.run.value)) {
        this.seat.leave();
        document.removeEventListener("visibilitychange", this.turned);
      }
    }
  }

  /** Stops; what is prepared stays. */
  cancel(): void {
    const { phase } = this.run.value;
    if (!isBusy(this.run.value) || phase === "stopping") return;
    this.tell({ what: "cancel" });
    if (phase === "loading") {
      this.giveUp();
      return;
    }
    const mine = this.epoch;
    this.order((bench) => bench.cancel());
    this.seat.leave();
    setTimeout(() => {
      if (mine === this.epoch && this.run.value.phase === "stopping") this.giveUp();
    }, PATIENCE_MS);
  }

  /** Does not wait for what is under way: seeds that are open stay, all else goes. */
  private giveUp(): void {
    this.epoch++;
    this.seat.leave();
    if (this.seat.opened.seeds === 0) this.seat.end();
    this.tell({ what: "stopped" });
  }

  /** Something that a preparation depends on has changed. */
  changed(): void {
    const { opened } = this.seat;
    const seeds = this.wish().key === opened.key ? opened.seeds : 0;
    const wasBusy = isBusy(this.run.value);
    if (wasBusy) {
      this.epoch++;
      this.order((bench) => bench.cancel());
      this.seat.leave();
    }
    this.tell({ what: "changed", seeds: wasBusy ? 0 : seeds });
  }

  /** How many repetitions are asked for; goes on where more are, after all were done. */
  want(seeds: number): void {
    const wasDone = this.run.value.phase === "finished";
    this.tell({ what: "wanted", seeds });
    if (wasDone && this.run.value.phase !== "finished") void this.play();
  }

  /** Back to what was recorded, with the same settings; what is open is given back. */
  reset(): void {
    this.epoch++;
    this.seat.end();
    this.snapshot.value = undefined;
    this.findings.value = [];
    this.tell({ what: "reset" });
  }

  /** Looks at the present settings; the newest wish counts. */
  look(): Promise<void> {
    if (!isOpen(this.run.value)) return Promise.resolve();
    const mine = this.epoch;
    const look = async () => {
      const start = performance.now();
      const { state, live } = this.wish();
      const { seeds } = this.seat.opened;
      const shown = await this.seat.ask((bench) => bench.explore(live));
      this.lookMs.value = performance.now() - start;
      return { shown, subject: { state, seeds } };
    };
    return this.desk.newest("look", look).then(
      (found) => {
        if (!found || mine !== this.epoch || !isOpen(this.run.value)) return;
        this.subject = found.subject;
        this.snapshot.value = found.shown;
      },
      (error) => {
        if (mine === this.epoch) this.fail(faultOf(error), this.wish().backend);
      },
    );
  }

  private tell(event: Event): void {
    this.run.value = after(this.run.value, event);
  }

  /** Asks for what has no answer. */
  private order(work: (bench: Remote<Bench>) => Promise<void>): void {
    this.seat.ask(work).catch(() => undefined);
  }

  /** Opens the exhibit in its worker, unless it is open with these very settings. */
  private async open({ slug, values, backend, key }: Wish): Promise<void> {
    const { seat } = this;
    if (key === seat.opened.key) return;
    seat.opened = { key: "", seeds: 0 };
    await seat.ask((bench) => bench.open(slug, values, backend));
    if (key === this.wish().key) seat.opened = { key, seeds: 0 };
  }

  /** Others have taken its memory. */
  private freed(): void {
    this.epoch++;
    this.tell({ what: "freed" });
  }

  private fail(fault: Fault, backend: "cpu" | "gpu"): void {
    if (fault.code === "cancelled") {
      this.tell({ what: "stopped" });
      return;
    }
    this.epoch++;
    this.seat.end();
    this.tell({ what: "failed" });
    this.failed(fault, backend);
  }
}
