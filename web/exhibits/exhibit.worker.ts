/** The worker that owns the core of exhibits. */

import { expose } from "comlink";
import init, { Exhibit } from "../core/exhibits/exhibits.js";
import { inflate } from "../inflate.ts";
import type { Files } from "../wire.ts";
import type { CoreValues, Finding, Progress, Snapshot } from "./entry.ts";
import type { Engine } from "./hire.ts";

/** What the page does for the worker. */
export interface Page {
  /** The engine, where a worker cannot fetch it. */
  engine(): Promise<Engine> | undefined;
  /** The files of a bundled set, still compressed. */
  files(name: string): Promise<Files>;
  progress(at: Progress): void;
}

/** What was found of a claim, as the core gives it. */
interface Found extends Omit<Finding, "id"> {
  claim: { id: string };
}

/** Milliseconds between two messages about the progress, at least. */
const TELL_MS = 80;
/** Milliseconds of work, at most, between two looks at what has been asked meanwhile. */
const LOOK_MS = 16;

/** Lets the messages in that have come meanwhile. */
const turn = new MessageChannel();
const next = () =>
  new Promise<void>((done) => {
    turn.port1.onmessage = () => done();
    turn.port2.postMessage(0);
  });

/** An exhibit in use. */
class Bench {
  private exhibit: Exhibit | undefined;
  private readonly sets = new Map<string, Promise<{ train: Uint8Array[]; test: Uint8Array[] }>>();
  /** Counts what was opened: a preparation for what was open before does not go on. */
  private opens = 0;
  private isCancelled = false;
  private work: Promise<unknown> = Promise.resolve();
  private held: Promise<void> | undefined;
  private release: (() => void) | undefined;

  /** Opens an exhibit anew; the files that have come stay. */
  async open(slug: string, values: CoreValues, backend: "cpu" | "gpu", page: Page): Promise<void> {
    const mine = ++this.opens;
    const [before, work] = [this.exhibit, this.work];
    this.exhibit = undefined;
    this.hold(false);
    const engine = await page.engine();
    await (engine ? init({ module_or_path: engine }) : init());
    await work;
    before?.free();
    let told = 0;
    let looked = performance.now();
    this.exhibit = await Exhibit.open(slug, values, backend, {
      data: (name: string) => this.unpacked(name, page),
      progress: async (at: Progress) => {
        const now = performance.now();
        if (now - told > TELL_MS) {
          told = now;
          page.progress(at);
        }
        if (now - looked > LOOK_MS) {
          await next();
          await this.held;
          looked = performance.now();
        }
        return mine === this.opens && !this.isCancelled;
      },
    });
  }

  /** Prepares one more repetition; gives how many there are, and how long it took. */
  async prepare(seed: number): Promise<{ seeds: number; seconds: number }> {
    const exhibit = this.opened();
    this.isCancelled = false;
    const start = performance.now();
    const work = exhibit.prepare(seed);
    this.work = work.catch(() => undefined);
    await work;
    return { seeds: exhibit.seeds, seconds: (performance.now() - start) / 1e3 };
  }

  /** What is shown at these settings. */
  async explore(values: CoreValues): Promise<Snapshot> {
    const exhibit = this.opened();
    exhibit.set(values);
    return exhibit.explore();
  }

  findings(): Finding[] {
    const found = this.opened().findings() as Found[];
    return found.map(({ claim, interval, verdict }) => ({ id: claim.id, interval, verdict }));
  }

  /** What is under way stops at its next step. */
  cancel(): void {
    this.isCancelled = true;
    this.hold(false);
  }

  /** Makes what is under way wait. */
  hold(isHeld: boolean): void {
    this.release?.();
    this.release = undefined;
    this.held = undefined;
    if (!isHeld) return;
    this.held = new Promise((done) => {
      this.release = done;
    });
  }

  private opened(): Exhibit {
    if (!this.exhibit) throw new Error("No exhibit is open.");
    return this.exhibit;
  }

  private unpacked(name: string, page: Page): Promise<{ train: Uint8Array[]; test: Uint8Array[] }> {
    const known = this.sets.get(name) ?? unpack(name, page);
    this.sets.set(name, known);
    known.catch(() => this.sets.delete(name));
    return known;
  }
}

async function unpack(name: string, page: Page): Promise<{ train: Uint8Array[]; test: Uint8Array[] }> {
  const { train, test } = await page.files(name);
  return { train: await Promise.all(train.map(inflate)), test: await Promise.all(test.map(inflate)) };
}

/** What the worker answers to. */
export type Worked = Bench;

expose(new Bench());
