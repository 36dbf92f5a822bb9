/** The workers of a run: those that train, and those that look. */

import type { Build } from "../core.ts";
import { ENDED, type Hand, hire } from "../hire.ts";
import { msg, str } from "../language/message.ts";
import { Lens } from "../lens.ts";
import type { Pool } from "../pool.ts";
import { inUse } from "../use.ts";
import type { Given, RunSpec } from "../wire.ts";
import type { Preparation } from "./preparation.ts";
import * as state from "./state.ts";
import type { Trainers } from "./trainers.ts";

/** A device. */
export type Backend = "cpu" | "gpu";
/** The executor that is asked for; exactly is on the processor. */
export type Wish = "auto" | "exact" | Backend;

/** Hires workers as they are needed and keeps them from run to run. */
export class Crew {
  lens: Lens | undefined;
  /** Those who train, once a run is to be trained. */
  private trainers: Trainers | undefined;
  private readonly all = new Set<Hand>();
  private isOver = false;
  private turn = 0;

  /** With the build that gives the same bits everywhere, or with the fastest. */
  constructor(readonly isExact = false) {}

  get pool(): Pool | undefined {
    return this.trainers?.pool;
  }

  get used(): Backend | undefined {
    return this.trainers?.used;
  }

  /** What a run needs beside its spec. */
  async fetch(spec: RunSpec): Promise<Given | undefined> {
    const own = state.rows.value;
    if (spec.data.kind === "given" && own) {
      const { name, x, y, shape, classes } = own;
      return { kind: "given", name, features: x, labels: y, shape, classes: classes.length };
    }
    if (spec.data.kind !== "bundled") return undefined;
    state.loaded.value = 0;
    const { files } = await import("../files.ts");
    return await files(spec.data.name, (share) => {
      state.loaded.value = share;
    });
  }

  /** Makes workers ready that look at a run; those of the device in use. */
  async watch(spec: RunSpec, given: Given | undefined): Promise<Lens> {
    if (!this.lens) {
      const used = this.used ?? "cpu";
      const [hand, follower] = await Promise.all([this.hire(used, used === "gpu"), this.hire("cpu", false)]);
      const lens = new Lens(hand, follower);
      this.lens = lens;
      // What does not come now comes when it is called.
      inUse()
        .then(() => lens.complete())
        .catch(() => undefined);
    }
    state.plane.value = await this.lens.prepare(spec, given);
    state.sample.value = await this.lens.rows("train", 400);
    return this.lens;
  }

  /** Chooses the executor and gives its workers their members; tells the start they begin at. */
  async train(spec: RunSpec, given: Given | undefined, wish: Wish, preparation: Preparation): Promise<Float32Array> {
    const { turn } = this;
    const { expected, Trainers } = await import("./trainers.ts");
    this.stay(turn);
    this.trainers ??= new Trainers((backend) => this.hire(backend));
    const { trainers } = this;
    const before = this.used;
    const words = await preparation.during("measure", () => trainers.choose(spec, given, wish));
    const isOther = before !== undefined && before !== this.used;
    if (isOther) {
      this.lens?.end();
      this.lens = undefined;
      await this.watch(spec, given);
    }
    const start = await preparation.during("start", () => trainers.start(spec, given), expected(spec));
    await preparation.during("compile", async () => {
      await trainers.prepare(spec, given, start);
      await this.lens?.begin(start);
    });
    const [used, workers] = [this.used ?? "cpu", this.pool?.size ?? 0];
    state.engine.value = { ...state.engine.value, used, workers, words };
    return start;
  }

  /** A worker of its own, for a student. */
  apprentice(): Promise<Hand> {
    return this.hire("cpu");
  }

  /** Takes the rate of a run that went as fast as it could, in steps of one member a second. */
  learn(rate: number, spec: RunSpec, isForced: boolean): void {
    this.trainers?.learn(rate, spec, isForced);
  }

  /** Lets those go who train; those who look stay. */
  dismiss(): void {
    this.turn++;
    this.trainers?.dismiss();
  }

  /** Ends all workers. */
  end(): void {
    this.isOver = true;
    for (const hand of this.all) hand.end();
    this.trainers = undefined;
    this.lens = undefined;
  }

  private async hire(backend: Backend, isWhole = true): Promise<Hand> {
    const { turn } = this;
    const hand = await hire(backend, this.isExact ? "simd" : wantedBuild(), isWhole);
    this.all.add(hand);
    if (this.isGone(turn)) hand.end();
    this.stay(turn);
    if (state.engine.value.core === "") {
      const version = await hand.ask((it) => it.version());
      state.engine.value = { ...state.engine.value, core: msg(str`Core ${version}, ${hand.build}`) };
    }
    return hand;
  }

  /** Whether all were let go since a turn began. */
  private isGone(turn: number): boolean {
    return this.isOver || turn !== this.turn;
  }

  private stay(turn: number): void {
    if (this.isGone(turn)) throw { code: ENDED, message: "The engine was let go." };
  }
}

/** The build of the core that the link names, if it names one. */
function wantedBuild(): Build | undefined {
  const name = new URLSearchParams(location.search).get("build");
  return name === "simd" || name === "relaxed" ? name : undefined;
}
