/** A worker that owns a core, and the exhibits that live in it. */

import { expose, finalizer, type ProxyMarked, proxy, type Remote, releaseProxy } from "comlink";
import init, { Exhibit, type InitOutput } from "../core/exhibits/exhibits.js";
import { inflate } from "../inflate.ts";
import { Memo } from "../memo.ts";
import { partsOf, splice } from "../splice.ts";
import type { Files } from "../wire.ts";
import type { CoreValues, Finding, Progress, Snapshot } from "./entry.ts";
import type { Engine } from "./hire.ts";

/** What the page does for an exhibit. */
export interface Page {
  /** The files of a bundled set, still compressed. */
  files(name: string): Promise<Files>;
  /** The bytes of a part of the engine. */
  part(name: string): Promise<ArrayBuffer>;
  progress(at: Progress): void;
}

/** What was found of a claim, as the core gives it. */
interface Found extends Omit<Finding, "id"> {
  claim: { id: string };
}

/** The unpacked files of a bundled set. */
interface Unpacked {
  train: Uint8Array[];
  test: Uint8Array[];
}

/** Milliseconds between two messages about the progress, at least. */
const TELL_MS = 80;
/** Milliseconds of work, at most, between two looks at what has been asked meanwhile. */
const LOOK_MS = 16;

/** What a preparation fails with that was cancelled before it began. */
const CANCELLED = { code: "cancelled", message: "The preparation was cancelled." };

/** Lets the messages in that have come meanwhile; exhibits wait in the order in which they asked. */
const turn = new MessageChannel();
const turns: (() => void)[] = [];
turn.port1.onmessage = () => turns.shift()?.();
const next = () =>
  new Promise<void>((done) => {
    turns.push(done);
    turn.port2.postMessage(0);
  });

/** Sets that have come: all exhibits of the worker share them. */
const sets = new Memo<Unpacked>();

async function unpack(name: string, page: Remote<Page>): Promise<Unpacked> {
  const { train, test } = await page.files(name);
  return { train: await Promise.all(train.map(inflate)), test: await Promise.all(test.map(inflate)) };
}

let core: InitOutput | undefined;
/** Parts of the core that are there, or on their way. */
const parts = new Memo<void>();

const add = (name: string, page: Remote<Page>): Promise<void> =>
  parts.get(name, () => page.part(name).then((bytes) => splice(core ?? {}, bytes)));

/** Work of the core; nobody may go on with a core that has trapped, so the worker tells of it as of its own end. */
function sound<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) reportError(error);
    throw error;
  }
}

/** An exhibit in use. */
class Bench {
  private exhibit: Exhibit | undefined;
  /** Counts what was opened: a preparation for what was open before does not go on. */
  private opens = 0;
  private isCancelled = false;
  /** Counts what was cancelled: a preparation that waits for the one before may be, too. */
  private cancels = 0;
  /** What is under way; the exhibit is kept until it has ended. */
  private readonly works = new Set<Promise<unknown>>();
  private held: Promise<void> | undefined;
  private release: (() => void) | undefined;

  constructor(private readonly page: Remote<Page>) {}

  /** Opens an exhibit anew. */
  async open(slug: string, values: CoreValues, backend: "cpu" | "gpu"): Promise<void> {
    const mine = ++this.opens;
    await this.clear();
    let [told, looked] = [0, performance.now()];
    // Others wait for the same parts: who asked for them stays until they are there.
    await this.use(Promise.all(partsOf(slug, backend).map((name) => add(name, this.page))));
    if (mine !== this.opens) return;
    const opening = Exhibit.open(slug, values, backend, {
      data: (name: string) => sets.get(name, () => unpack(name, this.page)),
      progress: async (at: Progress) => {
        const now = performance.now();
        if (now - told > TELL_MS) {
          told = now;
          void this.page.progress(at);
        }
        if (now - looked > LOOK_MS) {
          await next();
          await this.held;
          looked = performance.now();
        }
        return mine === this.opens && !this.isCancelled;
      },
    });
    const opened = await this.use(opening);
    if (mine === this.opens) this.exhibit = opened;
    else opened.free();
  }

  /** Prepares one more repetition, once one that was cancelled has stopped; gives how many there are, and how long it took. */
  async prepare(seed: number): Promise<{ seeds: number; seconds: number }> {
    const exhibit = this.opened();
    const { cancels } = this;
    this.hold(false);
    await Promise.allSettled(this.works);
    if (cancels !== this.cancels) throw CANCELLED;
    this.isCancelled = false;
    const start = performance.now();
    await this.use(exhibit.prepare(seed));
    return { seeds: exhibit.seeds, seconds: (performance.now() - start) / 1e3 };
  }

  /** What is shown at these settings. */
  async explore(values: CoreValues): Promise<Snapshot> {
    const exhibit = this.opened();
    sound(() => exhibit.set(values));
    return this.use(exhibit.explore());
  }

  findings(): Finding[] {
    const exhibit = this.opened();
    const found = sound(() => exhibit.findings()) as Found[];
    return found.map(({ claim, interval, verdict }) => ({ id: claim.id, interval, verdict }));
  }

  /** What is under way stops at its next step. */
  cancel(): void {
    this.cancels++;
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

  /** The page has let it go. */
  async [finalizer](): Promise<void> {
    this.opens++;
    await this.clear();
    this.page[releaseProxy]();
  }

  /** Gives back what is open, once what is under way has stopped. */
  private async clear(): Promise<void> {
    const before = this.exhibit;
    this.exhibit = undefined;
    this.hold(false);
    await Promise.allSettled(this.works);
    before?.free();
  }

  private use<T>(work: Promise<T>): Promise<T> {
    this.works.add(work);
    const end = () => this.works.delete(work);
    work.then(end, end);
    return work;
  }

  private opened(): Exhibit {
    if (!this.exhibit) throw new Error("No exhibit is open.");
    return this.exhibit;
  }
}

/** What the worker answers to. */
const works = {
  /** Begins with the engine; a worker fetches it where none is given. */
  async start(engine?: Engine): Promise<void> {
    core = await (engine ? init({ module_or_path: engine }) : init());
  },
  /** A place for one exhibit more. */
  bench: (page: Page): Bench & ProxyMarked => proxy(new Bench(page as Remote<Page>)),
};

export type { Bench };
export type Works = typeof works;

expose(works);
