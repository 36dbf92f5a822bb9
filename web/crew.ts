/** The workers of a run: those that train, and the one that looks. */

import { faster, graphics, processor, type Rates, verdict } from "./calibration.ts";
import type { Build } from "./core.ts";
import { files } from "./files.ts";
import { type Hand, hire } from "./hire.ts";
import { Lens } from "./lens.ts";
import { Observer } from "./observer.ts";
import { Pool, workersFor } from "./pool.ts";
import type { Settings } from "./settings.ts";
import * as state from "./state.ts";
import type { Files, RunSpec } from "./wire.ts";

type Backend = "cpu" | "gpu";

/** What was measured in this visit, for each data set and number of members. */
const measured = new Map<string, Rates>();

/** Hires workers as they are needed and keeps them from run to run. */
export class Crew {
  pool: Pool | undefined;
  observer: Observer | undefined;
  used: Backend | undefined;
  private lens: Lens | undefined;
  private processors: Hand[] = [];
  private readonly all = new Set<Hand>();
  private isOver = false;

  constructor(private readonly failed: (error: unknown) => void) {}

  /** Makes everything ready for a run; the page can be used when it is done. */
  async prepare(settings: Settings, spec: RunSpec): Promise<void> {
    state.loaded.value = 0;
    const bundle =
      spec.data.kind === "bundled"
        ? await files(spec.data.name, (share) => {
            state.loaded.value = share;
          })
        : undefined;
    state.phase.value = "preparing";
    const workers = workersFor(spec.members);
    const [used, words] = await this.choose(settings, spec, bundle, workers);
    await this.take(used, workers);
    const { rows } = state.chosenRecipe.value;
    const [plane] = await Promise.all([this.lens?.prepare(spec, rows, bundle), this.pool?.prepare(spec, bundle)]);
    state.plane.value = plane;
    state.chosen.value = Array.from({ length: spec.members }, () => true);
    const { a, b, t } = state.mix.value;
    state.mix.value = { a: Math.min(a, spec.members - 1), b: Math.min(b, spec.members - 1), t };
    state.engine.value = { ...state.engine.value, used, workers: this.pool?.size ?? 0, words };
  }

  /** Takes the rate of a run that went as fast as it could, in steps of one member a second. */
  learn(rate: number, settings: Settings, spec: RunSpec): void {
    const used = this.used ?? "cpu";
    const key = `${settings.data} ${spec.members}`;
    const rates = { ...measured.get(key), [used]: rate };
    measured.set(key, rates);
    const words = verdict(rates, workersFor(spec.members), settings.executor !== "auto", used);
    state.engine.value = { ...state.engine.value, words };
  }

  /** Ends all workers. */
  end(): void {
    this.isOver = true;
    for (const hand of this.all) hand.end();
    this.pool = undefined;
    this.lens = undefined;
  }

  private async choose(
    settings: Settings,
    spec: RunSpec,
    bundle: Files | undefined,
    workers: number,
  ): Promise<[Backend, string]> {
    const key = `${settings.data} ${spec.members}`;
    const rates = measured.get(key) ?? {};
    const wish = settings.executor;
    if (wish !== "gpu" && rates.cpu === undefined) {
      await this.hireProcessors(workers);
      const [hand] = this.processors;
      await hand?.ask((it) => it.load(spec, bundle));
      if (hand) rates.cpu = await processor(hand, workers, spec);
    }
    if (wish === "auto" && rates.gpu === undefined && rates.without === undefined) {
      Object.assign(rates, await graphics(spec, bundle));
    }
    measured.set(key, rates);
    const used = wish === "auto" ? faster(rates) : wish;
    return [used, verdict(rates, workers, wish !== "auto", used)];
  }

  private async take(used: Backend, workers: number): Promise<void> {
    if (this.used === used && (used === "gpu" || this.pool?.size === workers)) return;
    this.lens?.end();
    // One small map at a time is the processor's work, on either executor.
    const follows = this.hire("cpu");
    if (used === "gpu") {
      const [trains, looks] = await Promise.all([this.hire("gpu"), this.hire("gpu")]);
      for (const hand of this.processors) hand.end();
      this.processors = [];
      this.pool?.end();
      this.pool = new Pool([trains]);
      this.lens = new Lens(looks, await follows);
    } else {
      if (this.used === "gpu") this.pool?.end();
      const looks = this.hire("cpu");
      await this.hireProcessors(workers);
      this.pool = new Pool(this.processors.slice(0, workers));
      this.lens = new Lens(await looks, await follows);
    }
    this.used = used;
    this.observer = new Observer(this.lens, this.failed);
  }

  private async hireProcessors(workers: number): Promise<void> {
    const missing = Math.max(0, workers - this.processors.length);
    this.processors.push(...(await Promise.all(Array.from({ length: missing }, () => this.hire("cpu")))));
  }

  private async hire(backend: Backend): Promise<Hand> {
    const hand = await hire(backend, wantedBuild());
    this.all.add(hand);
    if (this.isOver) hand.end();
    if (state.engine.value.core === "") {
      const version = await hand.ask((it) => it.version());
      state.engine.value = { ...state.engine.value, core: `Core ${version}, ${hand.build}` };
    }
    return hand;
  }
}

/** The build of the core that the link names, if it names one. */
function wantedBuild(): Build | undefined {
  const name = new URLSearchParams(location.search).get("build");
  return name === "simd" || name === "relaxed" ? name : undefined;
}
