/** The workers that train the members of a run: on which device, and how many. */

import { faster, graphics, processor, type Rates, verdict } from "../calibration.ts";
import { workersFor } from "../cores.ts";
import type { Hand } from "../hire.ts";
import { Pool, shares } from "../pool.ts";
import type { Given, RunSpec } from "../wire.ts";
import type { Backend, Wish } from "./crew.ts";
import * as state from "./state.ts";

/** What was measured in this visit, for each data set, network and number of members. */
const measured = new Map<string, Rates>();
const keyOf = (spec: RunSpec) => JSON.stringify([spec.data, spec.model, spec.members, spec.batch]);

/** Hires those who train as they are needed and keeps them from run to run. */
export class Trainers {
  pool: Pool | undefined;
  used: Backend | undefined;
  private processors: Hand[] = [];

  constructor(private readonly hire: (backend: Backend) => Promise<Hand>) {}

  /** Chooses the executor and hires for it. */
  async choose(spec: RunSpec, given: Given | undefined, wish: Wish): Promise<string> {
    const workers = workersFor(spec.members);
    const [used, words] = await this.compare(spec, given, wish, workers);
    await this.take(used, workers);
    return words;
  }

  /** The weights that all members begin at; none where each has its own. */
  async start(spec: RunSpec, given: Given | undefined): Promise<Float32Array> {
    if (spec.start.kind === "independent") return new Float32Array();
    await this.hireProcessors(1);
    const [hand] = this.processors;
    await hand?.ask((it) => it.load(spec, given));
    return (await hand?.ask((it) => it.start(spec))) ?? new Float32Array();
  }

  /** Gives the members to the workers. */
  async prepare(spec: RunSpec, given: Given | undefined, start: Float32Array): Promise<void> {
    await this.pool?.prepare(spec, given, start);
  }

  /** Takes the rate of a run that went as fast as it could, in steps of one member a second. */
  learn(rate: number, spec: RunSpec, isForced: boolean): void {
    const used = this.used ?? "cpu";
    const rates = { ...measured.get(keyOf(spec)), [used]: rate };
    measured.set(keyOf(spec), rates);
    const words = verdict(rates, workersFor(spec.members), isForced, used);
    state.engine.value = { ...state.engine.value, words };
  }

  /** Lets all of them go. */
  dismiss(): void {
    this.pool?.end();
    for (const hand of this.processors) hand.end();
    this.processors = [];
    this.pool = undefined;
    this.used = undefined;
  }

  private async compare(
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
}

/** Milliseconds that a start takes on one worker, from what the members' steps were measured to take. */
export function expected(spec: RunSpec): number | undefined {
  const rate = measured.get(keyOf(spec))?.cpu;
  if (spec.start.kind !== "trained" || rate === undefined) return undefined;
  const [part = 1] = shares(spec.members, workersFor(spec.members));
  const { steps, batch = spec.batch } = spec.start;
  return (1e3 * steps * batch * spec.members) / (spec.batch * rate * part);
}
