/** The workers of a run: those that train, and those that look. */

import { faster, graphics, processor, type Rates, verdict } from "../calibration.ts";
import type { Build } from "../core.ts";
import { workersFor } from "../cores.ts";
import { files } from "../files.ts";
import { ENDED, type Hand, hire } from "../hire.ts";
import { msg, str } from "../language/message.ts";
import { Lens } from "../lens.ts";
import { Pool, shares } from "../pool.ts";
import type { Given, RunSpec } from "../wire.ts";
import type { Preparation } from "./preparation.ts";
import * as state from "./state.ts";

type Backend = "cpu" | "gpu";
/** The executor that is asked for; exactly is on the processor. */
export type Wish = "auto" | "exact" | Backend;

/** What was measured in this visit, for each data set, network and number of members. */
const measured = new Map<string, Rates>();
const keyOf = (spec: RunSpec) => JSON.stringify([spec.data, spec.model, spec.members, spec.batch]);

/** Hires workers as they are needed and keeps them from run to run. */
export class Crew {
  pool: Pool | undefined;
  lens: Lens | undefined;
  used: Backend | undefined;
  private processors: Hand[] = [];
  private readonly all = new Set<Hand>();
  private isOver = false;
  private turn = 0;

  /** With the build that gives the same bits everywhere, or with the fastest. */
  constructor(readonly isExact = false) {}

  /** What a run needs beside its spec. */
  async fetch(spec: RunSpec): Promise<Given | undefined> {
    const own = state.rows.value;
    if (spec.data.kind === "given" && own) {
      const { name, x, y, shape, classes } = own;
      return { kind: "given", name, features: x, labels: y, shape, classes: classes.length };
    }
    if (spec.data.kind !== "bundled") return undefined;
    state.loaded.value = 0;
    return await files(spec.data.name, (share) => {
      state.loaded.value = share;
    });
  }

  /** Makes workers ready that look at a run; those of the device in use. */
  async watch(spec: RunSpec, given: Given | undefined): Promise<Lens> {
    if (!this.lens) {
      const [hand, follower] = await Promise.all([this.hire(this.used ?? "cpu"), this.hire("cpu")]);
      this.lens = new Lens(hand, follower);
    }
    state.plane.value = await this.lens.prepare(spec, given);
    state.sample.value = await this.lens.rows("train", 400);
    return this.lens;
  }

  /** Chooses the executor and gives its workers their members; tells the start they begin at. */
  async train(spec: RunSpec, given: Given | undefined, wish: Wish, preparation: Preparation): Promise<Float32Array> {
    const workers = workersFor(spec.members);
    const before = this.used;
    const [used, words] = await preparation.during("measure", async () => {
      const choice = await this.choose(spec, given, wish, workers);
      await this.take(choice[0], workers);
      return choice;
    });
    const isOther = before !== undefined && before !== used;
    if (isOther) {
      this.lens?.end();
      this.lens = undefined;
      await this.watch(spec, given);
    }
    const start = await preparation.during("start", () => this.start(spec, given), expected(spec, workers));
    await preparation.during("compile", async () => {
      await this.pool?.prepare(spec, given, start);
      await this.lens?.begin(start);
    });
    state.engine.value = { ...state.engine.value, used, workers: this.pool?.size ?? 0, words };
    return start;
  }

  /** A worker of its own, for a student. */
  apprentice(): Promise<Hand> {
    return this.hire("cpu");
  }

  /** Takes the rate of a run that went as fast as it could, in steps of one member a second. */
  learn(rate: number, spec: RunSpec, isForced: boolean): void {
    const used = this.used ?? "cpu";
    const rates = { ...measured.get(keyOf(spec)), [used]: rate };
    measured.set(keyOf(spec), rates);
    const words = verdict(rates, workersFor(spec.members), isForced, used);
    state.engine.value = { ...state.engine.value, words };
  }

  /** Lets those go who train; those who look stay. */
  dismiss(): void {
    this.turn++;
    this.pool?.end();
    for (const hand of this.processors) hand.end();
    this.processors = [];
    this.pool = undefined;
    this.used = undefined;
  }

  /** Ends all workers. */
  end(): void {
    this.isOver = true;
    for (const hand of this.all) hand.end();
    this.pool = undefined;
    this.lens = undefined;
  }

  private async start(spec: RunSpec, given: Given | undefined): Promise<Float32Array> {
    if (spec.start.kind === "independent") return new Float32Array();
    await this.hireProcessors(1);
    const [hand] = this.processors;
    await hand?.ask((it) => it.load(spec, given));
    return (await hand?.ask((it) => it.start(spec))) ?? new Float32Array();
  }

  private async choose(
    spec: RunSpec,
    given: Given | undefined,
    wish: Wish,
    workers: number,
  ): Promise<[Backend, string]> {
    const rates = measured.get(keyOf(spec)) ?? {};
    if (wish !== "gpu" && rates.cpu === undefined) {
      await this.hireProcessors(workers);
      const [hand] = this.processors;
      await hand?.ask((it) => it.load(spec, given));
      if (hand) rates.cpu = await processor(hand, workers, spec);
    }
    if (wish === "auto" && rates.gpu === undefined && rates.without === undefined) {
      Object.assign(rates, await graphics(spec, given));
    }
    measured.set(keyOf(spec), rates);
    const used = wish === "auto" ? faster(rates) : wish === "exact" ? "cpu" : wish;
    return [used, verdict(rates, workers, wish !== "auto", used)];
  }

  private async take(used: Backend, workers: number): Promise<void> {
    if (this.used === used && this.pool && (used === "gpu" || this.pool.size === workers)) return;
    if (used === "gpu") {
      this.pool = new Pool([await this.hire("gpu")]);
    } else {
      if (this.used === "gpu") this.pool?.end();
      await this.hireProcessors(workers);
      this.pool = new Pool(this.processors.slice(0, workers));
    }
    this.used = used;
  }

  private async hireProcessors(workers: number): Promise<void> {
    const missing = Math.max(0, workers - this.processors.length);
    this.processors.push(...(await Promise.all(Array.from({ length: missing }, () => this.hire("cpu")))));
  }

  private async hire(backend: Backend): Promise<Hand> {
    const { turn } = this;
    const hand = await hire(backend, this.isExact ? "simd" : wantedBuild());
    this.all.add(hand);
    if (this.isOver || turn !== this.turn) {
      hand.end();
      throw { code: ENDED, message: "The engine was let go." };
    }
    if (state.engine.value.core === "") {
      const version = await hand.ask((it) => it.version());
      state.engine.value = { ...state.engine.value, core: msg(str`Core ${version}, ${hand.build}`) };
    }
    return hand;
  }
}

/** Milliseconds that a start takes on one worker, from what the members' steps were measured to take. */
function expected(spec: RunSpec, workers: number): number | undefined {
  const rate = measured.get(keyOf(spec))?.cpu;
  if (spec.start.kind !== "trained" || rate === undefined) return undefined;
  const [part = 1] = shares(spec.members, workers);
  const { steps, batch = spec.batch } = spec.start;
  return (1e3 * steps * batch * spec.members) / (spec.batch * rate * part);
}

/** The build of the core that the link names, if it names one. */
function wantedBuild(): Build | undefined {
  const name = new URLSearchParams(location.search).get("build");
  return name === "simd" || name === "relaxed" ? name : undefined;
}
