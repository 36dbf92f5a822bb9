/** A visitor's run of an exhibit: seed after seed in a worker, looked at meanwhile. */

import { signal } from "@preact/signals-core";
import { proxy, type Remote, wrap } from "comlink";
import { files } from "../files.ts";
import { Desk } from "../serial.ts";
import { type Fault, faultOf } from "../wire.ts";
import type { CoreValues, Finding, Snapshot } from "./entry.ts";
import type { Worked } from "./exhibit.worker.ts";
import { type Engine, hire } from "./hire.ts";
import { after, begun, type Event, isBusy, isOpen, type Run } from "./life.ts";
import { type Place, TURNS } from "./turns.ts";

/** What is asked for. */
export interface Wish {
  slug: string;
  values: CoreValues;
  /** Those that take effect at once. */
  live: CoreValues;
  seed: number;
  backend: "cpu" | "gpu";
  /** Names all that a preparation depends on. */
  key: string;
}

/** Milliseconds after which a worker that does not stop is let go, if nothing would be lost. */
const PATIENCE_MS = 400;

/** Drives the worker. */
export class Session {
  readonly run = signal<Run>(begun(5));
  readonly snapshot = signal<Snapshot | undefined>(undefined);
  readonly findings = signal<readonly Finding[]>([]);
  /** The share of a data set's bytes that has come. */
  readonly loaded = signal(1);
  /** Milliseconds that the last look took. */
  readonly lookMs = signal(0);
  /** When the present seed was begun. */
  started = 0;
  private readonly desk = new Desk();
  private worker: Worker | undefined;
  private engine: Promise<Engine> | undefined;
  private bench: Remote<Worked> | undefined;
  private gone: Promise<never> | undefined;
  /** What the worker has open, and how many seeds of it. */
  private opened = { key: "", seeds: 0 };
  private epoch = 0;
  private isAside = false;
  private place: Place | undefined;

  constructor(
    private readonly wish: () => Wish,
    private readonly failed: (fault: Fault, backend: "cpu" | "gpu") => void,
  ) {
    document.addEventListener("visibilitychange", () => void this.hold(this.isAside));
  }

  /** What is out of view waits and leaves its turn to others, as does all in a page that is hidden. */
  async hold(isAside: boolean): Promise<void> {
    this.isAside = isAside;
    const isHeld = () => this.isAside || document.hidden;
    if (isHeld()) {
      void this.bench?.hold(true);
      this.leave();
      return;
    }
    if (isBusy(this.run.value)) await this.turn();
    if (!isHeld()) void this.bench?.hold(false);
  }

  /** Waits until this page has a worker to spare for it. */
  private async turn(): Promise<void> {
    this.place ??= TURNS.take(() => !this.isAside);
    await this.place.come;
  }

  private leave(): void {
    this.place?.leave();
    this.place = undefined;
  }

  /** Prepares what is still asked for, and shows it; goes on where it was cancelled. */
  async play(): Promise<void> {
    if (isBusy(this.run.value)) return;
    const mine = ++this.epoch;
    const wish = this.wish();
    this.tell({ what: "play" });
    try {
      await this.turn();
      if (mine !== this.epoch) return;
      await this.open(wish);
      if (mine !== this.epoch) return;
      this.tell({ what: "opened" });
      while (mine === this.epoch && this.run.value.seeds < this.run.value.wanted) {
        this.started = performance.now();
        const { seeds, seconds } = await this.ask((bench) => bench.prepare(wish.seed));
        this.opened.seeds = seeds;
        if (mine !== this.epoch) return;
        this.findings.value = await this.ask((bench) => bench.findings());
        this.tell({ what: "prepared", seeds, seconds });
        this.look();
        if (this.run.value.phase === "cancelled") return;
      }
    } catch (error) {
      if (mine === this.epoch) this.fail(faultOf(error), wish.backend);
    } finally {
      if (!isBusy(this.run.value)) this.leave();
    }
  }

  /** Stops; what is prepared stays. */
  cancel(): void {
    const { phase, seeds } = this.run.value;
    if (!isBusy(this.run.value) || phase === "stopping") return;
    this.tell({ what: "cancel" });
    if (phase === "loading") {
      this.end();
      return;
    }
    const mine = this.epoch;
    void this.bench?.cancel();
    if (seeds > 0) return;
    setTimeout(() => {
      if (mine === this.epoch && this.run.value.phase === "stopping") this.end();
    }, PATIENCE_MS);
  }

  /** Something that a preparation depends on has changed. */
  changed(): void {
    const { key } = this.wish();
    const seeds = key === this.opened.key && this.bench ? this.opened.seeds : 0;
    const wasBusy = isBusy(this.run.value);
    if (wasBusy) {
      this.epoch++;
      void this.bench?.cancel();
    }
    this.tell({ what: "changed", seeds: wasBusy ? 0 : seeds });
  }

  /** How many repetitions are asked for; goes on where more are, after all were done. */
  want(seeds: number): void {
    const wasDone = this.run.value.phase === "finished";
    this.tell({ what: "wanted", seeds });
    if (wasDone && this.run.value.phase !== "finished") void this.play();
  }

  /** Back to what was recorded, with the same settings. */
  reset(): void {
    this.epoch++;
    void this.bench?.cancel();
    this.opened = { key: "", seeds: 0 };
    this.snapshot.value = undefined;
    this.findings.value = [];
    this.tell({ what: "reset" });
  }

  /** Looks at the present settings; the newest wish counts. */
  look(): void {
    if (!isOpen(this.run.value)) return;
    const mine = this.epoch;
    const look = async () => {
      const start = performance.now();
      const shown = await this.ask((bench) => bench.explore(this.wish().live));
      this.lookMs.value = performance.now() - start;
      return shown;
    };
    this.desk.newest("look", look).then(
      (shown) => {
        if (shown && mine === this.epoch && isOpen(this.run.value)) this.snapshot.value = shown;
      },
      (error) => {
        if (mine === this.epoch) this.fail(faultOf(error), this.wish().backend);
      },
    );
  }

  private tell(event: Event): void {
    this.run.value = after(this.run.value, event);
  }

  private ask<T>(work: (bench: Remote<Worked>) => Promise<T>): Promise<T> {
    if (!this.bench || !this.gone) return Promise.reject(new Error("The engine is not running."));
    return Promise.race([work(this.bench), this.gone]);
  }

  /** Opens the exhibit in the worker, unless it is open with these very settings. */
  private async open({ slug, values, backend, key }: Wish): Promise<void> {
    if (this.bench && key === this.opened.key) {
      this.run.value = { ...this.run.value, seeds: this.opened.seeds };
      return;
    }
    this.opened = { key: "", seeds: 0 };
    this.bench ?? this.hire();
    const page = proxy({
      engine: () => this.engine,
      files: (name: string) =>
        files(name, (share) => {
          this.loaded.value = share;
        }),
      progress: (at: { share: number; doing: string }) => this.tell({ what: "progress", at }),
    });
    await this.ask((bench) => bench.open(slug, values, backend, page));
    if (this.isAside) void this.hold(true);
    this.opened = { key, seeds: 0 };
    this.run.value = { ...this.run.value, seeds: 0 };
  }

  private hire(): void {
    const { worker, engine } = hire();
    this.worker = worker;
    this.engine = engine;
    this.bench = wrap<Worked>(worker);
    this.gone = new Promise<never>((_, reject) => {
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        reject(new Error(event.message || "The engine could not be loaded."));
      });
    });
    this.gone.catch(() => undefined);
  }

  /** Lets the worker go. */
  end(): void {
    this.epoch++;
    this.leave();
    this.worker?.terminate();
    this.worker = undefined;
    this.bench = undefined;
    this.opened = { key: "", seeds: 0 };
    this.tell({ what: "stopped" });
  }

  private fail(fault: Fault, backend: "cpu" | "gpu"): void {
    if (fault.code === "cancelled") {
      this.tell({ what: "stopped" });
      return;
    }
    this.end();
    this.tell({ what: "failed" });
    this.failed(fault, backend);
  }
}
