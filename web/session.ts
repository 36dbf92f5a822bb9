/** A visitor's run: what the buttons do. */

import { batch } from "@preact/signals-core";
import { Crew } from "./crew.ts";
import { serial } from "./serial.ts";
import { MAX_SEED, type Settings } from "./settings.ts";
import * as state from "./state.ts";
import { type Fault, faultOf } from "./wire.ts";

/** Seconds that a run lasts at speed 1, if the machine is fast enough. */
const SECONDS = 8;
/** Milliseconds between two looks at the members, at least. */
const LOOK_MS = 160;
const CALM_MS = 1000;

/** Drives one run; every action waits for the one before. */
export class Session {
  private readonly turn = serial();
  private running: Promise<void> = Promise.resolve();
  private looking: Promise<void> | undefined;
  private going = false;
  private epoch = 0;
  private failures = 0;
  private crew: Crew | undefined;
  private losses: state.At<Float32Array>[] = [];
  /** Whether the run no longer is the one that a reset would give. */
  private bent = false;

  /** Prepares the run that the settings ask for. Only the newest wish counts. */
  prepare(then?: () => void): Promise<void> {
    const mine = ++this.epoch;
    this.going = false;
    this.crew?.observer?.leave();
    return this.act(async () => {
      await this.running;
      if (mine !== this.epoch) return;
      batch(() => {
        state.phase.value = "loading";
        state.step.value = 0;
        state.history.value = [];
        this.losses = [];
        state.between.value = undefined;
        state.sweep.value = undefined;
      });
      this.crew ??= new Crew((error) => this.fail(error));
      await this.crew.prepare(state.settings.value, state.spec.value);
      if (mine !== this.epoch) return;
      this.bent = false;
      state.phase.value = "ready";
      await this.study();
      then?.();
    });
  }

  /** Trains on; from the start where the run is over. */
  play(): void {
    if (state.phase.value === "failed") {
      this.failures = 0;
      state.notice.value = "";
      this.prepare(() => this.play());
      return;
    }
    this.act(async () => {
      if (this.going || !state.isOpen.value) return;
      if (state.phase.value === "finished") await this.rewind();
      this.going = true;
      state.phase.value = "running";
      this.running = this.run().catch((error) => this.fail(error));
    });
  }

  /** Stops after the steps that are under way. */
  pause(): Promise<void> {
    this.going = false;
    return this.act(async () => {
      this.going = false;
      await this.running;
    });
  }

  /** Takes some steps and stops. */
  async step(steps: number): Promise<void> {
    await this.pause();
    await this.act(async () => {
      const pool = this.crew?.pool;
      if (!pool || !state.isOpen.value) return;
      if (state.phase.value === "finished") await this.rewind();
      this.crew?.observer?.leave();
      const end = Math.min(pool.step + steps, state.spec.value.steps);
      while (pool.step < end) await this.round(end);
      state.phase.value = end < state.spec.value.steps ? "paused" : "finished";
      await this.study();
    });
  }

  /** Back to step 0 of the same run. */
  async reset(): Promise<void> {
    if (this.bent || state.phase.value === "failed") return this.prepare();
    await this.pause();
    await this.act(async () => {
      if (!state.isOpen.value) return;
      await this.rewind();
      await this.study();
    });
  }

  /** Changes settings; what a run is made from prepares it anew. */
  change(change: Partial<Settings>): void {
    const before = state.spec.value;
    const executor = state.settings.value.executor;
    const next = { ...state.settings.value, ...change };
    if (change.data !== undefined && change.data !== state.settings.value.data) {
      delete next.lr;
      delete next.steps;
    }
    batch(() => {
      state.settings.value = next;
      if (!state.shiftNames.value.includes(state.shift.value)) state.shift.value = "rotation";
    });
    const same = JSON.stringify(state.spec.value) === JSON.stringify(before) && executor === next.executor;
    if (!same) this.prepare();
  }

  /** The next seed, or the one before. */
  seed(by: number): void {
    const count = MAX_SEED + 1;
    this.change({ seed: (state.settings.value.seed + by + count) % count });
  }

  /** Sets the learning rate: of the run before it begins, from now on once it has begun. */
  learn(lr: number): void {
    if (state.step.value === 0) {
      this.change({ lr });
      return;
    }
    state.settings.value = { ...state.settings.value, lr };
    this.bent = true;
    this.act(async () => this.crew?.pool?.learn(lr));
  }

  /** Takes a member into the combinations, or out of them; the last one stays. */
  choose(member: number, isIn: boolean): void {
    const chosen = state.chosen.value.map((old, i) => (i === member ? isIn : old));
    if (!chosen.includes(true)) return;
    state.chosen.value = chosen;
    if (!this.going) this.act(() => this.study());
  }

  /** Moves between two members. */
  mix(change: Partial<state.Mix>): void {
    const before = state.mix.value;
    state.mix.value = { ...before, ...change };
    this.crew?.observer?.move();
    const { a, b } = state.mix.value;
    if (a !== before.a || b !== before.b) this.crew?.observer?.relate().catch((error) => this.fail(error));
  }

  /** Chooses the shift of the test rows. */
  shift(name: string): void {
    state.shift.value = name;
    state.sweep.value = undefined;
    if (!this.going) this.crew?.observer?.shift().catch((error) => this.fail(error));
  }

  private async rewind(): Promise<void> {
    this.crew?.observer?.leave();
    if (this.bent) await this.crew?.prepare(state.settings.value, state.spec.value);
    else await this.crew?.pool?.reset();
    this.bent = false;
    batch(() => {
      state.step.value = 0;
      state.history.value = [];
      this.losses = [];
      state.sweep.value = undefined;
      state.phase.value = "ready";
    });
  }

  private async run(): Promise<void> {
    const pool = this.crew?.pool;
    if (!pool) return;
    this.crew?.observer?.leave();
    const { steps } = state.spec.value;
    const { speed } = state.settings.value;
    const [start, first] = [performance.now(), pool.step];
    let last = 0;
    let ahead: Promise<void> = Promise.resolve();
    while (this.going && pool.step < steps) {
      const allowed = speed === 0 ? steps : first + 1 + ((performance.now() - start) * steps * speed) / (SECONDS * 1e3);
      if (pool.step >= allowed) {
        await new Promise((resolve) => setTimeout(resolve, 12));
        continue;
      }
      const next = this.round(Math.min(steps, Math.ceil(allowed)));
      next.catch(() => undefined);
      await ahead;
      ahead = next;
      const gap = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_MS : LOOK_MS;
      if (!this.looking && performance.now() - last > gap) {
        last = performance.now();
        this.looking = this.glance().finally(() => {
          this.looking = undefined;
        });
        this.looking.catch(() => undefined);
      }
    }
    await ahead;
    await this.looking;
    const seconds = (performance.now() - start) / 1e3;
    if (speed === 0 && seconds > 0.5) {
      const rate = ((pool.step - first) * state.spec.value.members) / seconds;
      this.crew?.learn(rate, state.settings.value, state.spec.value);
    }
    state.phase.value = pool.step < steps ? "paused" : "finished";
    this.going = false;
    await this.study();
  }

  private async round(end: number): Promise<void> {
    const pool = this.crew?.pool;
    if (!pool) return;
    const { step, losses } = await pool.advance(pool.next(end - pool.step));
    state.step.value = step;
    this.losses.push({ step, value: losses });
  }

  private async glance(): Promise<void> {
    state.losses.value = [...this.losses];
    const weights = await this.crew?.pool?.weights();
    if (weights) await this.crew?.observer?.glance(weights);
  }

  private async study(): Promise<void> {
    state.losses.value = [...this.losses];
    const weights = await this.crew?.pool?.weights();
    // What is seen last must not hold the buttons up.
    if (weights) this.crew?.observer?.study(weights).catch((error) => this.fail(error));
  }

  private act(work: () => Promise<void>): Promise<void> {
    return this.turn(() => work().catch((error) => this.fail(error)));
  }

  /** Says what went wrong; a lost device or worker is replaced once by the processor. */
  private fail(error: unknown): void {
    const fault = faultOf(error);
    const crew = this.crew;
    this.crew = undefined;
    if (!crew) return;
    const used = crew.used;
    crew.end();
    const wasGoing = this.going;
    this.going = false;
    if (fault.code === "input" || this.failures++ > 0) {
      state.notice.value = sentence(fault.message);
      state.phase.value = "failed";
      return;
    }
    state.notice.value = `${what(fault, used)} The run starts again on the CPU.`;
    state.settings.value = { ...state.settings.value, executor: "cpu" };
    this.prepare(wasGoing ? () => this.play() : undefined);
  }
}

/** What failed, for a visitor: the words of a graphics driver help nobody. */
function what(fault: Fault, used: "cpu" | "gpu" | undefined): string {
  if (fault.code === "no-device") return "This browser gives no graphics device.";
  if (used === "gpu" || fault.code === "lost") return "The graphics device stopped.";
  return `The engine stopped: ${sentence(fault.message)}`;
}

/** With a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
