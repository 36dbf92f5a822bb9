/** What a visitor does: every change of a control, with undo, link and pins. */

import { batch, computed, signal } from "@preact/signals-core";
import { onChange } from "../changes.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { History } from "../history.ts";
import type { Point } from "../input/drawing.ts";
import type { Given } from "../input/given.ts";
import { msg, str } from "../language/message.ts";
import { changed, defaultState, type Spread, type State, type Value } from "../manifest.ts";
import type { Brought } from "../output/models-in.ts";
import { further } from "../parts/seed.ts";
import { type Pin as Frozen, Pins } from "../pins.ts";
import { faultOf } from "../wire.ts";
import type { Apprentice } from "./apprentice.ts";
import { Gallery } from "./gallery.ts";
import { isFree, locked, manifest, own, specOf, undoable } from "./manifest.ts";
import { Session } from "./session.ts";
import * as state from "./state.ts";

/** Everything that can be undone. */
interface Saved {
  controls: State;
  drawn: readonly Point[];
  rows: Given | undefined;
  pins: readonly Pin[];
}

/** A run that was frozen, to compare with, at one of its steps. */
export interface Pin extends Frozen {
  step: number;
  /** The rows of the visitor's own that were there, from which it may have learnt. */
  rows: Given | undefined;
}

/** The page in a visitor's hands. */
export class Kitchen {
  readonly session = new Session();
  /** Who trains students, once one was asked for. */
  apprentice: Apprentice | undefined;
  readonly gallery = new Gallery(this.session);
  readonly pins = new Pins<Pin>();
  /** Controls that move and will ask for a preparation at rest. */
  private readonly draft = signal<State>({});
  /** What forms show. */
  readonly shown = computed<State>(() => ({ ...state.controls.value, ...this.draft.value }));
  readonly history: History<Saved>;
  /** What is to be done once the run is prepared. */
  private wanted: (() => unknown) | undefined;
  private readonly isPinning = signal(false);

  constructor() {
    this.session.fewer = (members) => this.set("members", members);
    this.session.recover = (step, then) => {
      const isOnProcessor = ["cpu", "exact"].includes(String(state.controls.value.executor));
      this.adopt({ ...state.controls.value, ...(isOnProcessor ? {} : { executor: "cpu" }) }, step, then);
    };
    this.history = new History(this.saved(), (a, b) => {
      return (
        JSON.stringify(undoable(a.controls)) === JSON.stringify(undoable(b.controls)) &&
        a.drawn === b.drawn &&
        a.rows === b.rows &&
        a.pins === b.pins
      );
    });
  }

  /** What is set now is the first state: it cannot be undone. */
  begin(): void {
    this.history.begin(this.saved());
  }

  /** Listens to what changes. */
  listen(): void {
    onChange(
      () => (state.phase.value === "finished" ? (state.view.value?.diverged.filter((at) => at > 0).length ?? 0) : 0),
      () => this.warn(),
    );
    onChange(asked, () => this.prepare());
    onChange(
      () => state.rows.value,
      () => this.prepare(),
    );
    onChange(
      () => JSON.stringify(state.dish.value),
      () => this.session.move(),
    );
    onChange(
      () => String(state.controls.value.chosen),
      () => this.session.choose(),
    );
  }

  /** Takes a value: while the hand moves, or at rest. */
  set(name: string, value: Value, atRest = true): void {
    const spec = specOf(name);
    if (spec.phase === "prepare" && !atRest) {
      this.draft.value = { ...this.draft.value, [name]: value };
      return;
    }
    batch(() => {
      this.draft.value = {};
      state.controls.value = changed(manifest.value, state.controls.value, { [name]: value });
    });
    if (atRest) this.history.push(this.saved());
  }

  /** Several values at once. */
  change(change: State): void {
    state.controls.value = changed(manifest.value, state.controls.value, change);
    this.history.push(this.saved());
  }

  /** Takes a visitor's own state, and the step that it shows; what a visitor may not change stays. */
  open(controls: State, step?: number): void {
    this.adopt({ ...controls, ...locked(state.controls.value) }, step);
  }

  /** Takes a whole state, as from a link, and the step that it shows; then does something. */
  adopt(controls: State, step?: number, then?: () => unknown): void {
    const before = asked();
    state.controls.value = defaultState(manifest.value, controls);
    this.history.push(this.saved());
    this.wanted = step === undefined ? then : () => this.session.go(step).then(then);
    // Another run asks for a preparation by itself.
    if (asked() !== before) return;
    if (this.session.lens === undefined) this.prepare();
    else this.takeWanted()?.();
  }

  /** The same run on the exact engine, up to a step. */
  exactly(step: number | undefined): void {
    this.adopt({ ...state.controls.value, executor: "exact" }, step);
  }

  /** Points were drawn: two classes and enough of them make a data set. */
  async draw(points: readonly Point[]): Promise<void> {
    const { given } = await import("../input/points.ts");
    batch(() => {
      state.drawn.value = points;
      this.take(points.length > 0 ? given(points) : undefined);
    });
    this.history.push(this.saved());
  }

  /** Rows were uploaded. */
  upload(rows: Given): void {
    batch(() => {
      state.drawn.value = [];
      this.take(rows);
    });
    this.history.push(this.saved());
  }

  /** Models from files become the members. */
  bring(models: readonly Brought[], start: Brought | undefined): void {
    const before = JSON.stringify(state.spec.value);
    const members = models.length;
    const change = { members, chosen: "", ...locked(state.controls.value) };
    state.controls.value = changed(manifest.value, state.controls.value, change);
    this.session.carry(models, start);
    this.history.push(this.saved());
    // Another number of members asks for a preparation by itself.
    if (JSON.stringify(state.spec.value) === before) this.prepare();
  }

  /** Takes some members in or out. */
  choose(chosen: readonly boolean[]): void {
    if (isFree("chosen") && chosen.includes(true)) this.set("chosen", chosen.map(Number).join(""));
  }

  undo(): void {
    this.restore(this.history.undo());
  }

  redo(): void {
    this.restore(this.history.redo());
  }

  /** All controls that are free as they are at first; it can be undone. */
  defaults(): void {
    state.controls.value = defaultState(manifest.value, locked(state.controls.value));
    this.history.push(this.saved());
  }

  /** The next seed, or the one before. */
  seed(by: number): void {
    if (!isFree("seed")) return;
    this.set("seed", further(Number(state.controls.value.seed), by));
  }

  /** Whether there is a run to pin, and room for it. */
  get canPin(): boolean {
    return state.view.value !== undefined && this.pins.hasRoom && !this.isPinning.value;
  }

  /** Pins for a visitor, who is told what is in the way. */
  async pinHere(): Promise<void> {
    if (!this.canPin) return;
    state.dismiss("E-PIN");
    await this.pin().catch((error) => state.notify("E-PIN", faultOf(error).message));
  }

  /** Freezes the present run as a ghost, under the next name or the one that is asked for; gives the name. */
  async pin(wanted?: string): Promise<string> {
    if (!state.view.value) throw new Error(msg("There is nothing to pin yet."));
    if (this.isPinning.value) throw new Error(msg("A run is being pinned already."));
    this.pins.next(wanted);
    this.isPinning.value = true;
    const shown = { controls: state.controls.value, step: state.step.value, rows: state.rows.value };
    try {
      const { frozen } = await import("./frozen.ts");
      const pin = await frozen(this, shown, wanted);
      this.pins.keep(pin);
      this.history.push(this.saved());
      return pin.name;
    } finally {
      this.isPinning.value = false;
    }
  }

  /** A figure as it is now, with the ghosts of pinned runs. */
  figure(id: string): FigureSpec | undefined {
    const figure = this.gallery.figure(id);
    return figure && this.pins.ghosted(figure);
  }

  /** Lets a pinned run go. */
  unpin(name: string): void {
    this.pins.drop(name);
    this.history.push(this.saved());
  }

  /** Says which members diverged, and what helps. */
  private warn(): void {
    const lost = state.view.value?.diverged.flatMap((at, member) => (at > 0 ? [`m${member + 1}`] : [])) ?? [];
    state.dismiss("E-DIVERGED");
    if (lost.length === 0 || state.phase.value !== "finished") return;
    const words = msg(
      str`${lost.join(", ")} diverged: the learning rate is too large there. The others go on without.`,
    );
    const halve = { label: msg("Halve the learning rate"), act: () => this.halve() };
    state.notify("E-DIVERGED", words, isFree("lr") ? [halve] : undefined);
  }

  private halve(): void {
    const lr = state.controls.value.lr as Spread;
    const half = (one: number) => Math.max(1e-5, one / 2);
    state.dismiss("E-DIVERGED");
    if (typeof lr === "number") this.set("lr", half(lr));
    else this.set("lr", Array.isArray(lr) ? lr.map(half) : { low: half(lr.low), high: half(lr.high) });
  }

  private take(rows: Given | undefined): void {
    this.hold(rows);
    const n = rows?.y.length ?? 0;
    if (n < 20) return;
    // A quarter is kept for testing, a quarter for choosing; the members get the rest, from one random start.
    const part = Math.floor(n / 4);
    const split = { rows: n - 2 * part, validation: part, test: part };
    const change = { set: "given", start: "same", ...split, ...locked(state.controls.value) };
    state.controls.value = changed(manifest.value, state.controls.value, change);
  }

  /** Holds rows of the visitor's own; what they are decides which controls suit them. */
  private hold(rows: Given | undefined): void {
    state.rows.value = rows;
    own.value = rows ? (rows.shape.length > 1 ? "images" : state.kindOf(rows)) : "points";
  }

  private prepare(): void {
    this.apprentice?.end();
    void this.session.prepare(this.takeWanted());
  }

  private takeWanted(): (() => unknown) | undefined {
    const { wanted } = this;
    this.wanted = undefined;
    return wanted;
  }

  private saved(): Saved {
    return {
      controls: state.controls.value,
      drawn: state.drawn.value,
      rows: state.rows.value,
      pins: this.pins.all.value,
    };
  }

  private restore(saved: Saved | undefined): void {
    if (!saved) return;
    batch(() => {
      const { tab, speed } = state.controls.value;
      state.controls.value = { ...saved.controls, ...pick({ tab, speed }) };
      state.drawn.value = saved.drawn;
      this.hold(saved.rows);
      this.pins.all.value = saved.pins;
      this.draft.value = {};
    });
  }
}

/** What asks for a preparation when it changes: the run, and what it runs on. */
const asked = (): string => `${JSON.stringify(state.spec.value)} ${state.controls.value.executor}`;

/** A state of those values that are there. */
function pick(values: Record<string, Value | undefined>): State {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as State;
}
