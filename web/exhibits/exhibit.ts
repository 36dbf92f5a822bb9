/** What a visitor does with an exhibit: every change of a control, with undo and link. */

import { batch, computed, effect, signal } from "@preact/signals-core";
import { onChange } from "../changes.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { toldFigure } from "../figures/told.ts";
import { History } from "../history.ts";
import { msg, str, translated } from "../language/message.ts";
import { type Link, parse, type Rules, rules, write } from "../link.ts";
import {
  type ControlSpec,
  changed,
  defaultState,
  type Manifest,
  narrowed,
  type State,
  same,
  type Value,
} from "../manifest.ts";
import type { Form } from "../parts/control.ts";
import { type Notice, noted } from "../parts/notices.ts";
import { further } from "../parts/seed.ts";
import { type Fault, faultOf } from "../wire.ts";
import { manifestOf, stateOf, stepState, wishOf } from "./adapter.ts";
import { compared } from "./comparison.ts";
import type { Entry, Recorded, Snapshot } from "./entry.ts";
import { isBusy } from "./life.ts";
import { type Pin, Pinboard } from "./pins.ts";
import { Predictions } from "./predictions.ts";
import { asRecorded } from "./recorded.ts";
import { Session } from "./session.ts";
import { type Milestone, Tour } from "./tour.ts";

/** Seconds of a seed below which another preparation is not asked for. */
const QUICK_S = 1;

/** Everything that can be undone. */
interface Saved {
  controls: State;
  pins: readonly Pin[];
}

/** Who changes settings: a visitor, who embeds it, or a link. */
export type Source = "user" | "host" | "link";

/** An exhibit in a visitor's hands. */
export class Exhibit {
  private readonly all: Manifest;
  readonly controls = signal<State>({});
  /** Controls that move and will ask for a preparation at rest. */
  private readonly draft = signal<State>({});
  /** What forms show. */
  readonly shown = computed<State>(() => ({ ...this.controls.value, ...this.draft.value }));
  readonly notices = signal<readonly Notice[]>([]);
  readonly history: History<Saved>;
  readonly pins: Pinboard;
  readonly session: Session;
  readonly ui = signal<Rules>(rules());
  /** All controls, as narrow as the page has them. */
  private readonly narrow = computed(() => narrowed(this.all, this.ui.value.max));
  /** How much figures say to those who listen. */
  readonly detail = signal<"brief" | "full">("brief");
  /** Whether keys without Ctrl do anything. */
  readonly hasLetters = signal(true);
  /** What was recorded; nothing where nothing was. */
  readonly recorded = signal<Recorded | undefined>(undefined);
  private kept: Pick<Link, "ignored"> & { ui?: string } = { ignored: [] };
  private play = false;
  /** The address of its own page, without the state. */
  home = `${location.origin}${location.pathname}`;
  /** Whether a visitor may change a control so; asked by who embeds it. */
  gate: (name: string, from: Value | undefined, to: Value) => boolean = () => true;
  /** Is told of what a visitor reaches. */
  reached: (milestone: Milestone) => void = () => undefined;
  readonly tour: Tour;
  readonly predictions: Predictions = new Predictions((id) => {
    this.reached({ id: "prediction", step: 1 + this.entry.claims.findIndex((claim) => claim.id === id) });
  });
  /** Who changed the settings last. */
  changedBy: Source = "link";

  constructor(readonly entry: Entry) {
    this.all = manifestOf(entry);
    this.controls.value = defaultState(this.manifest);
    this.pins = new Pinboard(entry, this.all, (name, { message }) =>
      this.notify("E-PIN", msg(str`${name} could not be computed: ${ended(message)}`)),
    );
    const text = ({ controls, pins }: Saved) => JSON.stringify([controls, pins.map((pin) => this.pins.key(pin))]);
    this.history = new History(this.saved(), (a, b) => text(a) === text(b));
    this.tour = new Tour(entry.card.tour, (milestone) => this.reached(milestone));
    this.session = new Session(
      () => this.wish(),
      (fault, backend) => this.failed(fault, backend),
    );
  }

  get manifest(): Manifest {
    return this.narrow.value;
  }

  /** What is seen: what was computed last, or what was recorded. */
  readonly figures = computed<readonly FigureSpec[]>(() => {
    const all = this.bare.value.map((one) => this.pins.ghosted(one));
    const { fig } = this.ui.value;
    // What a step of the tour is about is seen, whatever else is.
    const also = this.tour.taken.value?.figure ?? [];
    const ids = new Set(fig.concat(also));
    return fig.length === 0 ? all : [...ids].flatMap((id) => all.find((one) => one.id === id) ?? []);
  });

  /** The figures as they stand on the page: in its language, with the badge of their run. */
  readonly plates = computed<readonly FigureSpec[]>(() =>
    this.figures.value.map((one) => ({ ...toldFigure(one), badge: one.badge ?? "live" })),
  );
  /** What stands at the foot of their files. */
  readonly source = computed(() => ({
    exhibit: this.entry.card.slug,
    seed: Number(this.controls.value.seed),
    link: this.link,
  }));
  /** Whether what is seen belongs to settings before. */
  readonly isStale = computed(() => this.session.run.value.phase === "stale");
  /** Whether anything was asked for. */
  private readonly isRun = computed(() => this.session.run.value.phase !== "poster");

  /** All figures without what is pinned. */
  private readonly bare = computed<readonly FigureSpec[]>(() => {
    const live = this.session.snapshot.value;
    return live ? live.figures : (this.recorded.value?.figures ?? []).map(asRecorded);
  });

  /** The table of what was computed, with what is pinned; nothing before. */
  readonly table = computed<Snapshot["table"] | undefined>(() => {
    const { snapshot, subject } = this.session;
    const pins = this.pins.tables;
    if (!snapshot.value) return undefined;
    return compared(snapshot.value.table, { seed: Number(subject.state.seed), seeds: subject.seeds }, pins);
  });

  /** Where texts are made that show it in other pages. */
  get builder(): string {
    return `${new URL("../../teach/", this.home).href}?e=${this.entry.card.slug}#${this.fragment()}`;
  }

  /** The link that brings back what is shown. */
  get link(): string {
    return `${this.home}#${this.fragment()}`;
  }

  /** Listens to what changes, once the first state is set. */
  begin(): void {
    effect(() => {
      if (this.session.snapshot.value) this.predictions.isOver.value = true;
    });
    this.history.begin(this.saved());
    this.session.want(Number(this.controls.value.repetitions));
    onChange(
      () => this.wish().key,
      () => {
        this.session.changed();
        const { phase, seconds } = this.session.run.value;
        if (phase === "stale" && seconds !== undefined && seconds < QUICK_S) void this.session.play();
        else this.session.look();
      },
    );
    onChange(
      () => JSON.stringify(this.wish().live),
      () => this.session.look(),
    );
    onChange(
      () => String(this.controls.value.repetitions),
      () => this.session.want(Number(this.controls.value.repetitions)),
    );
  }

  /** Takes values at rest, all at once. */
  change(wanted: State, by: Source): void {
    this.assign(wanted, by);
    this.history.push(this.saved());
  }

  /** A visitor's change: while the hand moves, or at rest. What is not free is shown again as it is. */
  hand(name: string, value: Value, atRest = true): void {
    const free = this.free({ [name]: value });
    if (atRest) this.change(free, "user");
    else if (this.specOf(name)?.phase === "prepare") this.draft.value = { ...this.draft.value, ...free };
    else this.assign(free, "user");
  }

  /** Takes the settings that a step of the tour asks for, those that are free. */
  follow(index: number): void {
    const step = this.tour.steps[index];
    if (!step) return;
    batch(() => {
      this.change(this.free(stepState(this.entry.controls, step)), "user");
      this.tour.take(index);
    });
  }

  undo(by: Source = "user"): void {
    this.restore(this.history.undo(), by);
  }

  redo(by: Source = "user"): void {
    this.restore(this.history.redo(), by);
  }

  /** Whether there is something to pin, and room for it. */
  get canPin(): boolean {
    return this.bare.value.length > 0 && this.pins.hasRoom;
  }

  /** Freezes what is shown, as the next pin or as the one of a name; gives the name. */
  pin(wanted?: string): string {
    const { snapshot, subject } = this.session;
    const recorded = this.recorded.value;
    if (!snapshot.value && !recorded) throw new Error(msg("There is nothing to pin yet."));
    const name = this.pins.next(wanted);
    if (snapshot.value) this.pins.freeze(name, subject.state, subject.seeds, snapshot.value);
    else if (recorded) {
      const { values, seeds, table } = recorded;
      const state = defaultState(this.all, stateOf(this.entry.controls, values));
      this.pins.freeze(name, state, seeds, { figures: this.bare.value, table });
    }
    this.history.push(this.saved());
    return name;
  }

  /** Lets a pinned run go. */
  unpin(name: string): void {
    this.changedBy = "user";
    this.pins.drop(name);
    this.history.push(this.saved());
  }

  /** Goes to the settings of a pinned run, those that are free. */
  open({ controls }: Pin): void {
    this.change(this.free(defaultState(this.manifest, controls)), "user");
  }

  /** All controls that are free as they are at first; it can be undone. */
  defaults(): void {
    this.change(this.free(defaultState(this.manifest)), "user");
  }

  /** The next seed, or the one before. */
  seed(by: number): void {
    this.hand("seed", further(Number(this.controls.value.seed), by));
  }

  /** Computes, or stops; what is finished is computed again from the first seed. */
  toggle(): void {
    const run = this.session.run.value;
    if (isBusy(run)) {
      this.session.cancel();
      return;
    }
    if (run.phase === "finished") this.session.reset();
    void this.session.play();
  }

  /** The form of the controls. */
  form(): Form {
    const { hide, lock } = this.ui.value;
    return {
      state: this.shown.value,
      set: (name, value, atRest) => this.hand(name, value, atRest),
      hidden: hide,
      locked: lock,
    };
  }

  /** Whether the settings are those of the recorded run. */
  isDefault(): boolean {
    return same(this.controls.value as never, defaultState(this.manifest) as never);
  }

  /** Says something above the stage. */
  notify(code: string, words: string, actions?: Notice["actions"]): void {
    this.notices.value = noted(this.notices.value, actions ? { code, words, actions } : { code, words });
  }

  /** Takes a notice away. */
  readonly dismiss = (code: string): void => {
    this.notices.value = this.notices.value.filter((one) => one.code !== code);
  };

  /** Takes what a link says; says what could not be taken. */
  adopt(fragment: string, query = ""): void {
    const link = parse(this.all, fragment, query);
    this.kept = { ignored: link.ignored, ...(link.ui ? { ui: link.ui } : {}) };
    this.ui.value = rules(link.ui);
    this.play = link.play ?? false;
    const remarks = [...link.remarks, this.tour.adopt(link.tour) ?? []].flat();
    this.dismiss("E-LINK");
    if (remarks.length > 0) this.notify("E-LINK", remarks.join(" "));
    this.changedBy = "link";
    batch(() => {
      this.controls.value = link.state;
      this.pins.adopt(link.pins);
    });
    this.history.push(this.saved());
  }

  /** Whether the link asks for a run. */
  get wantsPlay(): boolean {
    return this.play;
  }

  /** The link's fragment for what is shown now. */
  fragment(): string {
    const step = this.tour.word;
    return write(this.all, {
      ...this.kept,
      state: this.controls.value,
      ...(this.isRun.value ? { play: true } : {}),
      ...(step ? { tour: step } : {}),
      pins: this.pins.texts(),
    });
  }

  /** The controls of a phase. */
  group(phase: string): ControlSpec[] {
    return this.manifest.filter(({ group }) => group === phase);
  }

  /** Those of some values that a visitor may set: of controls that are not locked, where whoever embeds it agrees. */
  private free(wanted: State): State {
    const { controls, ui } = this;
    const isFree = ([name, to]: [string, Value]) => {
      const from = controls.value[name];
      return same(from, to) || (!ui.value.lock.includes(name) && this.gate(name, from, to));
    };
    return Object.fromEntries(Object.entries(wanted).filter(isFree));
  }

  private assign(wanted: State, by: Source): void {
    this.changedBy = by;
    batch(() => {
      this.draft.value = {};
      this.controls.value = changed(this.manifest, this.controls.value, wanted);
    });
  }

  private specOf(name: string): ControlSpec | undefined {
    return this.manifest.find((spec) => spec.name === name);
  }

  private wish() {
    return wishOf(this.entry, this.controls.value);
  }

  private saved(): Saved {
    return { controls: this.controls.value, pins: this.pins.all.value };
  }

  private restore(saved: Saved | undefined, by: Source): void {
    if (!saved) return;
    batch(() => {
      this.assign(by === "user" ? this.free(saved.controls) : saved.controls, by);
      this.pins.restore(saved.pins);
    });
  }

  /** Says what went wrong; a graphics device that fails is replaced by the processor. */
  private failed(fault: Fault, backend: "cpu" | "gpu"): void {
    if (backend === "gpu" && fault.code !== "input") {
      const words =
        fault.code === "no-device"
          ? msg("This browser gives no graphics device. Continuing on the CPU.")
          : msg("The graphics device stopped. Continuing on the CPU.");
      this.notify("E-GPU-LOST", words);
      this.change({ executor: "cpu" }, this.changedBy);
      queueMicrotask(() => void this.session.play());
      return;
    }
    const words = ended(faultOf(fault).message);
    const isInput = fault.code === "input" || fault.code === "memory";
    const what = isInput ? words : msg(str`The engine stopped: ${words} Your set-up is kept.`);
    this.notify(isInput ? "E-RUN" : "E-WORKER", what, [
      { label: msg("Try again"), act: () => void this.session.play() },
    ]);
  }
}

/** What the core says of a fault, as a sentence. */
const ended = (message: string): string => translated(message).replace(/[.!?]?$/, ".");
