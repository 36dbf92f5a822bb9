/** A visitor's run: what the buttons do. */

import { batch } from "@preact/signals-core";
import { ENDED } from "../hire.ts";
import { msg, plural, str, translated } from "../language/message.ts";
import type { Lens } from "../lens.ts";
import type { Brought } from "../output/models-in.ts";
import { serial } from "../serial.ts";
import { marks, Timeline } from "../timeline.ts";
import { type Fault, faultOf, type Given, lastStep, type RunSpec, type Weights } from "../wire.ts";
import { Crew, type Wish } from "./crew.ts";
import { isFree, MANIFEST } from "./manifest.ts";
import { network, parameters, shortage } from "./network.ts";
import { Observer } from "./observer.ts";
import { type Part, Preparation } from "./preparation.ts";
import { recorded } from "./recorded.ts";
import * as state from "./state.ts";

/** Seconds that a run lasts at speed 1, if the machine is fast enough. */
const SECONDS = 8;
/** Milliseconds between two looks at the members, at least. */
const LOOK_MS = 160;
const CALM_MS = 1000;
/** Milliseconds within which so many faults are one too many. */
const FAULTS_MS = 60_000;
const FAULTS = 3;
/** The codes of faults that another engine would run into as well. */
const PLAIN: readonly string[] = ["input", "memory", "fetch"];

/** Drives one run; every action waits for the one before. */
export class Session {
  readonly timeline = new Timeline();
  crew: Crew | undefined;
  observer: Observer | undefined;
  given: Given | undefined;
  /** The weights that the members began at. */
  start: Float32Array = new Float32Array();
  /** Sets another number of members. */
  fewer: (members: number) => void = () => undefined;
  /** Takes the run up again on the processor, up to a step; then does something. */
  recover: (step: number | undefined, then: () => unknown) => void = () => undefined;
  private preparation: Preparation | undefined;
  /** Models from files, and the run whose members they are. */
  private carried: { start: Float32Array; weights: Weights; for: string } | undefined;
  private readonly turn = serial();
  private running: Promise<void> = Promise.resolve();
  private looking: Promise<void> | undefined;
  private going = false;
  /** Whether to play on once a lost run has caught up. */
  private goesOn = false;
  private epoch = 0;
  private scrubs = 0;
  /** When the last faults were. */
  private faults: number[] = [];
  private readonly told = new WeakSet<object>();
  private spec: RunSpec = state.spec.value;
  private isTrainable = false;
  private losses: state.At<Float32Array>[] = [];
  private marks: number[] = [];

  /** Those who look at the members, once they can. */
  get lens(): Lens | undefined {
    return this.crew?.lens;
  }

  /** Prepares the run that the controls ask for. Only the newest wish counts. */
  prepare(then?: () => unknown): Promise<void> {
    const mine = ++this.epoch;
    this.going = false;
    this.observer?.leave();
    return this.act(async () => {
      await this.running;
      if (mine !== this.epoch) return;
      const spec = state.spec.value;
      this.clear(spec);
      if (this.carried?.for !== JSON.stringify(spec)) this.carried = undefined;
      state.dismiss("E-RUN");
      if (!this.fits(spec)) return;
      const isExact = state.controls.value.executor === "exact";
      if (this.crew && this.crew.isExact !== isExact) {
        this.crew.end();
        this.crew = undefined;
      }
      this.crew ??= new Crew(isExact);
      if (spec.data.kind === "given" && !state.rows.value) {
        state.phase.value = "ready";
        return;
      }
      this.given = await this.crew.fetch(spec);
      if (mine !== this.epoch) return;
      const { crew, given } = this;
      state.phase.value = "preparing";
      const known = this.carried ?? (await recorded(spec));
      this.prepares(known ? ["engine"] : ["engine", "measure", "start", "compile"]);
      await this.preparation?.during("engine", () => crew.watch(spec, given));
      const lens = crew.lens;
      if (!lens || mine !== this.epoch) return;
      this.observer = new Observer(lens, (error) => this.fail(error));
      if (known) await this.show(known, lens);
      else await this.train();
      if (mine === this.epoch) then?.();
    });
  }

  /** Takes models that the next preparation shows as its members. */
  carry(models: readonly Brought[], start: Brought | undefined): void {
    const size = models[0]?.theta.length ?? 0;
    const theta = new Float32Array(models.length * size);
    models.forEach((one, i) => {
      theta.set(one.theta, i * size);
    });
    const weights = { step: lastStep(state.spec.value), theta, diverged: new Uint32Array(models.length) };
    this.carried = { start: start?.theta ?? new Float32Array(), weights, for: JSON.stringify(state.spec.value) };
  }

  /** Gives up what is being prepared; what was shown before stays. */
  cancel(): void {
    if (!state.isBusy.value) return;
    this.epoch++;
    this.ready();
    const { crew } = this;
    if (state.view.value && crew?.lens) {
      crew.dismiss();
      const { step } = state.view.value;
      state.phase.value = step >= state.last.value ? "finished" : step === 0 ? "ready" : "paused";
      return;
    }
    crew?.end();
    this.crew = undefined;
    this.observer = undefined;
    state.phase.value = "cancelled";
  }

  /** Trains on; from the start where the run is over. */
  play(): Promise<void> {
    if (state.phase.value === "failed" || state.phase.value === "cancelled") {
      this.faults = [];
      return this.prepare(() => void this.play());
    }
    return this.act(async () => {
      if (this.going || !state.isOpen.value || !this.observer) return;
      await this.resume();
      this.going = true;
      state.phase.value = "running";
      this.running = this.run().catch((error) => this.fail(error));
    });
  }

  /** Stops after the steps that are under way. */
  pause(): Promise<void> {
    this.going = false;
    this.goesOn = false;
    return this.act(async () => {
      this.going = false;
      await this.running;
    });
  }

  /** Takes some steps and stops. */
  async step(steps: number): Promise<void> {
    await this.pause();
    await this.act(async () => {
      if (!state.isOpen.value || !this.observer) return;
      await this.resume();
      const pool = this.crew?.pool;
      if (!pool) return;
      await this.reach(Math.min(pool.step + steps, state.last.value));
    });
  }

  /** Trains as fast as it can to a step; used by links that say which step they show. */
  async go(step: number): Promise<void> {
    await this.act(async () => {
      if (!state.isOpen.value || !this.observer) return;
      if (state.isRecorded.value && step === state.step.value) return;
      await this.train();
      state.phase.value = "running";
      const end = Math.min(step, state.last.value);
      if ((this.crew?.pool?.step ?? 0) > end) await this.rewind(end);
      await this.reach(end);
    });
  }

  /** Back to step 0 of the same run. */
  async reset(): Promise<void> {
    if (state.phase.value === "failed" || state.phase.value === "cancelled") return this.prepare();
    await this.pause();
    await this.act(async () => {
      if (!state.isOpen.value || !this.observer) return;
      await this.train();
      await this.rewind(0);
      state.phase.value = "ready";
      await this.study();
    });
  }

  /** Shows the checkpoint at a step; playing goes on from there. Only the newest wish counts. */
  async scrub(step: number): Promise<void> {
    const mine = ++this.scrubs;
    await this.pause();
    await this.act(async () => {
      const kept = this.timeline.at(step);
      if (mine !== this.scrubs || !kept || !state.isOpen.value || kept.step === state.step.value) return;
      state.step.value = kept.step;
      state.phase.value = kept.step >= state.last.value ? "finished" : kept.step === 0 ? "ready" : "paused";
      this.see(kept);
    });
  }

  /** Shows the checkpoint before the one that is shown. */
  back(): void {
    const kept = this.timeline.before(state.step.value);
    if (kept) this.scrub(kept.step);
  }

  /** The hand has changed what is looked at. */
  move(): void {
    this.observer?.move();
  }

  /** Other members count. */
  choose(): void {
    if (!this.going) this.act(async () => this.observer?.choose());
  }

  /** Takes care of what a question or a student runs into. */
  readonly failed = (error: unknown): void => this.fail(error);

  /** A preparation begins. */
  private prepares(parts: Part[]): void {
    this.ready();
    this.preparation = new Preparation(this.spec, parts);
  }

  /** It is over. */
  private ready(): void {
    this.preparation?.end();
    this.preparation = undefined;
    state.dismiss("CANCEL");
  }

  /** Whether there is memory for a run; where there is not, says so and what there is room for. */
  private fits(spec: RunSpec): boolean {
    state.dismiss("E-MEMORY");
    const short = shortage(spec.members, parameters(network()));
    if (!short) return true;
    const { words, members } = short;
    const label = plural(members, { one: msg(str`${members} member`), other: msg(str`${members} members`) });
    const isFewer = members > 0 && isFree("members");
    state.notify("E-MEMORY", words, isFewer ? [{ label, act: () => this.fewer(members) }] : undefined);
    state.phase.value = "cancelled";
    return false;
  }

  private clear(spec: RunSpec): void {
    this.spec = spec;
    this.given = undefined;
    this.observer = undefined;
    this.losses = [];
    this.isTrainable = false;
    this.timeline.clear();
    batch(() => {
      state.phase.value = "loading";
      state.step.value = 0;
      state.last.value = lastStep(spec);
      state.origin.value = "here";
      state.history.value = [];
      state.losses.value = [];
      state.checkpoints.value = [];
      state.view.value = undefined;
      state.made.value = { of: state.dish.value, map: undefined, score: undefined };
    });
  }

  /** Shows what was trained earlier and shipped. */
  private async show(known: { start: Float32Array; weights: Weights }, lens: Lens): Promise<void> {
    await lens.begin(known.start);
    this.ready();
    this.start = known.start;
    state.origin.value = this.carried === known ? "files" : "recorded";
    state.step.value = known.weights.step;
    this.keep(known.weights);
    state.phase.value = "finished";
    await this.observer?.study(known.weights);
  }

  /** Makes the workers ready that train, once for each run. */
  private async train(): Promise<void> {
    if (this.isTrainable) return;
    const { crew, spec } = this;
    if (!crew) return;
    const lens = crew.lens;
    const mine = this.epoch;
    state.phase.value = "preparing";
    if (!this.preparation) this.prepares(["measure", "start", "compile"]);
    const preparation = this.preparation as Preparation;
    const start = await crew.train(spec, this.given, state.controls.value.executor as Wish, preparation);
    if (mine !== this.epoch) throw { code: ENDED, message: "The preparation was given up." };
    this.start = start;
    this.carried = undefined;
    this.ready();
    if (crew.lens && crew.lens !== lens) this.observer = new Observer(crew.lens, this.failed);
    this.isTrainable = true;
    this.timeline.clear();
    state.origin.value = "here";
    state.step.value = 0;
    const first = await crew.pool?.weights();
    this.marks = marks(state.last.value, first?.theta.byteLength ?? 1);
    if (first) this.keep(first);
    state.history.value = [];
    state.phase.value = "ready";
    if (first) await this.observer?.study(first);
  }

  /** Makes the trainers stand where the page stands: at the checkpoint shown, or at the start where the run is over. */
  private async resume(): Promise<void> {
    const shown = state.phase.value === "finished" ? 0 : state.step.value;
    await this.train();
    if (this.crew?.pool?.step !== shown) await this.rewind(shown);
  }

  /** The same run again up to a step: steps repeat exactly. */
  private async rewind(step: number): Promise<void> {
    const pool = this.crew?.pool;
    if (!pool) return;
    this.observer?.leave();
    await pool.reset();
    while (pool.step < step) await pool.advance(pool.next(step - pool.step));
    this.losses = this.losses.filter((past) => past.step <= step);
    state.history.value = state.history.value.filter((past) => past.step <= step);
    state.step.value = step;
    this.keep(await pool.weights());
  }

  private async reach(end: number): Promise<void> {
    const pool = this.crew?.pool;
    if (!pool) return;
    this.observer?.leave();
    while (pool.step < end) await this.round(end);
    state.step.value = end;
    state.phase.value = end === 0 ? "ready" : end < state.last.value ? "paused" : "finished";
    await this.study();
  }

  private async run(): Promise<void> {
    const pool = this.crew?.pool;
    if (!pool) return;
    this.observer?.leave();
    const steps = state.last.value;
    let [start, first, speed] = [performance.now(), pool.step, state.controls.value.speed];
    const begun = { at: start, step: pool.step };
    let seen = 0;
    let ahead: Promise<void> = Promise.resolve();
    while (this.going && pool.step < steps) {
      const now = state.controls.value.speed;
      if (now !== speed) [start, first, speed] = [performance.now(), pool.step, now];
      const pace = (steps * Number(speed)) / (SECONDS * 1e3);
      const allowed = speed === "max" ? steps : first + 1 + (performance.now() - start) * pace;
      if (pool.step >= allowed) {
        await new Promise((resolve) => setTimeout(resolve, 12));
        continue;
      }
      const next = this.round(Math.min(steps, Math.ceil(allowed)));
      next.catch(() => undefined);
      await ahead;
      ahead = next;
      const gap = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_MS : LOOK_MS;
      if (!this.looking && performance.now() - seen > gap) {
        seen = performance.now();
        this.looking = this.glance().finally(() => {
          this.looking = undefined;
        });
        this.looking.catch((error) => this.fail(error));
      }
    }
    await ahead;
    const seconds = (performance.now() - begun.at) / 1e3;
    await this.looking;
    const rate = (pool.step - begun.step) / seconds;
    state.engine.value = { ...state.engine.value, rate };
    if (speed === "max" && seconds > 0.5) {
      this.crew?.learn(rate * this.spec.members, this.spec, state.controls.value.executor !== "auto");
    }
    state.phase.value = pool.step < steps ? "paused" : "finished";
    this.going = false;
    await this.study();
  }

  /** Some steps, to the next checkpoint at most. */
  private async round(end: number): Promise<void> {
    const pool = this.crew?.pool;
    if (!pool) return;
    const mark = this.marks.find((one) => one > pool.step) ?? end;
    const advance = pool.advance(pool.next(Math.min(mark, end) - pool.step));
    const kept = pool.step === mark ? pool.weights() : undefined;
    kept?.catch(() => undefined);
    const { step, losses } = await advance;
    state.step.value = step;
    this.losses.push({ step, value: losses });
    if (kept) this.keep(await kept);
  }

  private keep(weights: Weights): void {
    this.timeline.keep(weights);
    state.checkpoints.value = this.timeline.steps;
  }

  private async glance(): Promise<void> {
    state.losses.value = [...this.losses];
    const weights = await this.crew?.pool?.weights();
    if (weights) await this.observer?.glance(weights);
  }

  private async study(): Promise<void> {
    state.losses.value = [...this.losses];
    const weights = await this.crew?.pool?.weights();
    if (!weights) return;
    this.keep(weights);
    this.see(weights);
  }

  /** Shows weights; what is seen last must not hold the buttons up. */
  private see(weights: Weights): void {
    this.observer?.study(weights).catch((error) => this.fail(error));
  }

  private act(work: () => Promise<void>): Promise<void> {
    return this.turn(() => work().catch((error) => this.fail(error)));
  }

  /** Whether it was told before: a worker that fails gives one error to all that it was asked, some of whom hear of it late. */
  private isKnown(error: unknown): boolean {
    if (typeof error !== "object" || error === null) return false;
    const isKnown = this.told.has(error);
    this.told.add(error);
    return isKnown;
  }

  /** Whether there were too many faults lately, with the one that is now. */
  private isTooMuch(): boolean {
    const now = performance.now();
    this.faults = [...this.faults.filter((then) => now - then < FAULTS_MS), now];
    return this.faults.length >= FAULTS;
  }

  /** Says what went wrong; a lost device or worker is replaced by the processor, and the run goes on where it was. */
  private fail(error: unknown): void {
    const fault = faultOf(error);
    if (fault.code === ENDED || this.isKnown(error)) return;
    this.ready();
    const crew = this.crew;
    this.crew = undefined;
    if (!crew) return;
    const { used } = crew;
    crew.end();
    this.observer = undefined;
    this.goesOn = this.going;
    this.going = false;
    if (PLAIN.includes(fault.code) || this.isTooMuch()) {
      state.notify("E-RUN", sentence(inWords(fault.message)));
      state.phase.value = "failed";
      return;
    }
    const step = this.timeline.steps.at(-1) ?? 0;
    const lost = used === "gpu" || fault.code === "lost" || fault.code === "no-device";
    const where = step > 0 ? msg(str`Continuing on the CPU from step ${step}.`) : msg("Continuing on the CPU.");
    state.notify(lost ? "E-GPU-LOST" : "E-WORKER", `${what(fault, used)} ${where}`);
    this.recover(step > 0 ? step : undefined, () => (this.goesOn ? this.play() : undefined));
  }
}

/** The controls that stand for the fields of a run. */
const FIELDS: Record<string, string> = {
  "start.rows": "startRows",
  "start.steps": "startSteps",
  hidden: "width",
  data: "set",
};

/** A message of the core with its field's name as the page has it. */
function inWords(message: string): string {
  return message.replace(/`([\w.]+)`/g, (all, field: string) => {
    const name = FIELDS[field] ?? field;
    const spec = MANIFEST.find((one) => one.name === name);
    return spec ? msg(str`“${translated(spec.label)}”`) : all;
  });
}

/** What failed, for a visitor: the words of a graphics driver help nobody. */
function what(fault: Fault, used: "cpu" | "gpu" | undefined): string {
  if (fault.code === "no-device") return msg("This browser gives no graphics device.");
  if (used === "gpu" || fault.code === "lost") return msg("The graphics device stopped.");
  return msg(str`The engine stopped: ${sentence(inWords(fault.message))}`);
}

/** With a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
