/** A student, trained live beside its teacher. */

import type { Hand } from "../hire.ts";
import { msg } from "../language/message.ts";
import { measured } from "../lens.ts";
import type { Dish, StudentSpec } from "../wire.ts";
import type { Crew } from "./crew.ts";
import { studentOf } from "./order.ts";
import type { Session } from "./session.ts";
import * as state from "./state.ts";

/** Milliseconds between two looks, at least, and steps between two. */
const LOOK_MS = 160;
/** Milliseconds that its map may take. */
const MAP_MS = 250;
/** About how many rounds a student's training takes. */
const ROUNDS = 60;

/** Trains one student at a time. */
export class Apprentice {
  private hand: Hand | undefined;
  private crew: Crew | undefined;
  private going = false;
  private turn = 0;

  constructor(private readonly session: Session) {}

  /** Starts a student of a teacher. */
  async teach(teacher: Dish, name: string): Promise<void> {
    const mine = ++this.turn;
    const { lens, crew, given, start } = this.session;
    if (!lens || !crew) return;
    const [spec, student] = [state.spec.value, studentOf(state.controls.value)];
    state.student.value = { ...state.NOBODY, phase: "preparing", steps: student.steps, teacher: name };
    try {
      const logits = await lens.logits(teacher, "train");
      const [score] = await lens.ask<"score">({ ask: "score", of: [teacher], on: { set: "test" } });
      if (mine === this.turn) set({ taught: measured(score)?.accuracy });
      const hand = await this.hired();
      await hand.ask((it) => it.load(spec, given));
      await hand.ask((it) => it.teach(spec, student, logits, start));
      if (mine === this.turn) await this.run(mine, student);
    } catch (error) {
      this.end();
      this.session.failed(error);
    }
  }

  /** Stops, or goes on. */
  toggle(): void {
    if (this.going) {
      this.going = false;
    } else if (state.student.value.phase === "paused") {
      this.run(this.turn, studentOf(state.controls.value)).catch(this.session.failed);
    }
  }

  /** Lets the student go. */
  end(): void {
    this.turn++;
    this.going = false;
    state.student.value = state.NOBODY;
    this.session.lens?.meet(new Float32Array(), []).catch(() => undefined);
  }

  private async hired(): Promise<Hand> {
    const { crew } = this.session;
    if (!crew) throw new Error(msg("The engine is not open yet."));
    if (crew !== this.crew) this.hand = undefined;
    this.crew = crew;
    this.hand ??= await crew.apprentice();
    return this.hand;
  }

  private async run(mine: number, student: StudentSpec): Promise<void> {
    const hand = await this.hired();
    this.going = true;
    set({ phase: "running" });
    let seen = 0;
    const stride = Math.max(1, Math.ceil(student.steps / ROUNDS));
    const { steps } = state.student.value;
    while (this.going && mine === this.turn && state.student.value.step < steps) {
      const part = Math.min(stride, steps - state.student.value.step);
      const { step, losses } = await hand.ask((it) => it.advance(part));
      if (mine !== this.turn) return;
      set({ step, losses: [...state.student.value.losses, { step, value: losses.at(-1) ?? Number.NaN }] });
      if (performance.now() - seen < LOOK_MS && step < steps) continue;
      seen = performance.now();
      await this.look(mine, student);
    }
    if (mine !== this.turn) return;
    this.going = false;
    await this.look(mine, student);
    set({ phase: state.student.value.step < steps ? "paused" : "finished" });
    state.version.value++;
  }

  private async look(mine: number, student: StudentSpec): Promise<void> {
    const { lens } = this.session;
    const hand = await this.hired();
    const { theta, step } = await hand.ask((it) => it.weights());
    await lens?.meet(theta, student.hidden ?? []);
    const of: Dish = { kind: "student" };
    const [map] = (await lens?.maps([of], 64, MAP_MS)) ?? [];
    const [score] = (await lens?.ask<"score">({ ask: "score", of: [of], on: { set: "test" } })) ?? [];
    if (mine !== this.turn) return;
    const value = measured(score);
    const { history } = state.student.value;
    set({ map, history: value ? [...history.filter((past) => past.step < step), { step, value }] : history });
  }
}

function set(change: Partial<typeof state.student.value>): void {
  state.student.value = { ...state.student.value, ...change };
}
