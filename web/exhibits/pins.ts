/** The pinned runs of an exhibit: those that were frozen here, and those that a link names, computed once asked for. */

import { signal } from "@preact/signals-core";
import { parse, write } from "../link.ts";
import { defaultState, type Manifest, type State } from "../manifest.ts";
import { type Pin as Frozen, ghostsOf, NAMES, Pins } from "../pins.ts";
import { type Fault, faultOf } from "../wire.ts";
import { wishOf } from "./adapter.ts";
import type { Pinned } from "./comparison.ts";
import type { Entry, Snapshot } from "./entry.ts";
import { Session } from "./session.ts";

/** A pinned run. */
export interface Pin extends Frozen {
  /** How many seeds it is of; 0 where it has not been computed. */
  seeds: number;
  table: Snapshot["table"];
}

/** What is frozen of what is shown. */
type Shown = Pick<Snapshot, "figures" | "table">;

const frozen = (name: string, { figures, table }: Shown): Pick<Pin, "ghosts" | "table"> => ({
  ghosts: Object.fromEntries(figures.map((figure) => [figure.id, ghostsOf(figure, name)])),
  table,
});

const NOTHING: Snapshot["table"] = { columns: [], rows: [] };

/** What is pinned. */
export class Pinboard extends Pins<Pin> {
  /** What computes the settings of a link, while it does. */
  readonly worker = signal<{ name: string; session: Session } | undefined>(undefined);

  /** Runs of links that were computed, by their names and settings: undo brings them back as they are. */
  private readonly known = new Map<string, Pin>();

  constructor(
    private readonly entry: Entry,
    private readonly manifest: Manifest,
    private readonly failed: (name: string, fault: Fault) => void,
  ) {
    super();
  }

  /** Those that are still to be computed. */
  get waiting(): readonly Pin[] {
    return this.all.value.filter(({ seeds }) => seeds === 0);
  }

  /** The tables of those that are computed. */
  get tables(): Pinned[] {
    const computed = this.all.value.filter(({ seeds }) => seeds > 0);
    return computed.map(({ name, table, seeds, controls }) => ({ name, table, seeds, seed: Number(controls.seed) }));
  }

  /** Freezes what is shown. */
  freeze(name: string, controls: State, seeds: number, shown: Shown): void {
    this.keep({ name, controls, seeds, ...frozen(name, shown) });
  }

  /** The pins as links have them. */
  texts(): string[] {
    return this.all.value.map((pin) => this.text(pin.controls));
  }

  /** Takes what was pinned at another time. */
  restore(pins: readonly Pin[]): void {
    this.all.value = pins.map((pin) => (pin.seeds === 0 ? (this.known.get(this.key(pin)) ?? pin) : pin));
  }

  /** Names a pin and its settings. */
  key({ name, controls }: Pin): string {
    return `${name} ${this.text(controls)}`;
  }

  private text(state: State): string {
    return write(this.manifest, { state });
  }

  /** Takes the pins of a link: those that are here stay, others wait to be computed. */
  adopt(texts: readonly string[]): void {
    this.take(texts.map((text) => parse(this.manifest, text).state));
  }

  /** The same, from settings that were saved. */
  take(saved: readonly Record<string, unknown>[]): void {
    const states = saved.slice(0, NAMES.length).map((one) => defaultState(this.manifest, one as State));
    const here = states.map((state) => this.all.value.find((pin) => this.text(pin.controls) === this.text(state)));
    const free = NAMES.filter((name) => !here.some((pin) => pin?.name === name));
    const all = states.map((controls, i): Pin => {
      return here[i] ?? { name: free.shift() ?? "", controls, seeds: 0, ghosts: {}, table: NOTHING };
    });
    this.restore([...new Set(all)].sort((a, b) => a.name.localeCompare(b.name)));
  }

  /** Computes those of a link, one after the other. */
  async compute(): Promise<void> {
    if (this.worker.value) return;
    for (const pin of this.waiting) {
      const shown = await this.computed(pin);
      if (!shown) return;
      this.known.set(this.key(pin), { ...pin, ...frozen(pin.name, shown), seeds: shown.seeds });
      // It may have been let go meanwhile.
      this.restore(this.all.value);
    }
  }

  /** Gives up what is computed. */
  stop(): void {
    this.worker.value?.session.reset();
    this.worker.value = undefined;
  }

  /** What is shown at some settings; nothing where it was stopped, or has failed. */
  private async computed({ name, controls }: Pin): Promise<(Snapshot & { seeds: number }) | undefined> {
    const session = new Session(
      () => wishOf(this.entry, controls),
      (fault) => this.failed(name, fault),
    );
    this.worker.value = { name, session };
    try {
      session.want(Number(controls.repetitions));
      await session.play();
      if (session.run.value.phase !== "finished") return undefined;
      await session.look();
      const { snapshot, subject } = session;
      return snapshot.value && { ...snapshot.value, seeds: subject.seeds };
    } catch (error) {
      this.failed(name, faultOf(error));
      return undefined;
    } finally {
      if (this.worker.value?.session === session) this.stop();
    }
  }
}
