/** What a worker does with the core: it trains some members, or looks at all of them. */

import { transfer } from "comlink";
import type { Data, Engine, Explorer, Trainer } from "./core/simd/soupcon.js";
import { type Build, type Core, choose, load } from "./core.ts";
import { inflate } from "./inflate.ts";
import type { Files, Plane, Progress, RunSpec, Score, Standing, Weights } from "./wire.ts";

/** The core in one worker. Its calls must come one at a time. */
export class Workshop {
  private core: Core | undefined;
  private engine: Engine | undefined;
  private data: Data | undefined;
  private trainer: Trainer | undefined;
  private explorer: Explorer | undefined;

  /** Loads a build, the fastest one unless it is named, and says which. */
  async open(build: Build = choose()): Promise<Build> {
    this.core = await load(build);
    return build;
  }

  /** The version of the core's package. */
  version(): string {
    return need(this.core, "core").version();
  }

  /** Opens a device, `cpu` or `gpu`, and gives its name. */
  async device(backend: string): Promise<string> {
    this.engine = await need(this.core, "core").Engine.open(backend);
    return this.engine.name;
  }

  /** Makes or reads the data of a run. */
  async load(spec: RunSpec, files: Files | undefined): Promise<void> {
    const { Data } = need(this.core, "core");
    const all = (list: ArrayBuffer[]) => Promise.all(list.map(inflate));
    const read = async (files: Files) => Data.bundled(files.name, await all(files.train), await all(files.test));
    const next = files ? await read(files) : Data.generate(spec);
    this.data?.free();
    this.data = next;
  }

  /** Steps a second of a run on this device. */
  rate(spec: RunSpec, budget: number): Promise<number> {
    return need(this.engine, "device").rate(spec, need(this.data, "data"), budget);
  }

  /** Prepares `count` members from `first` on. */
  async train(spec: RunSpec, first: number, count: number): Promise<void> {
    this.trainer?.free();
    this.trainer = undefined;
    this.trainer = await need(this.engine, "device").trainer(spec, need(this.data, "data"), first, count);
  }

  /** Takes steps. */
  async advance(steps: number): Promise<Progress> {
    const trainer = need(this.trainer, "trainer");
    const start = performance.now();
    trainer.run(steps);
    await trainer.settle();
    const ms = performance.now() - start;
    const losses = trainer.losses();
    return transfer({ step: trainer.step, losses, ms, steps }, [losses.buffer]);
  }

  /** The weights as they are now. */
  async weights(): Promise<Weights> {
    const trainer = need(this.trainer, "trainer");
    const theta = await trainer.theta();
    const diverged = await trainer.diverged();
    return transfer({ step: trainer.step, theta, diverged }, [theta.buffer, diverged.buffer]);
  }

  /** Sets the learning rate from now on. */
  rateOfLearning(lr: number): void {
    need(this.trainer, "trainer").setLr(lr);
  }

  /** Back to step 0. */
  reset(): void {
    need(this.trainer, "trainer").reset();
  }

  /** Prepares to look at the members of a run, counting on `rows` test rows; gives the plane and `points` of its points. */
  explore(spec: RunSpec, rows: number, points: number): Plane {
    this.explorer?.free();
    this.explorer = undefined;
    this.explorer = need(this.engine, "device").explorer(spec, need(this.data, "data"), rows);
    return this.explorer.plane(points) as Plane;
  }

  /** Takes the weights of all members, and which of them count together. */
  look(theta: Float32Array, chosen: Uint8Array): void {
    this.seen().setTheta(theta);
    this.choose(chosen);
  }

  /** Chooses the members that count together. */
  choose(chosen: Uint8Array): void {
    this.seen().choose(chosen);
  }

  /** Scores on the test rows, as they are or under a shift. */
  standing(shift?: string, severity = 0): Promise<Standing> {
    return this.seen().standing(shift, severity) as Promise<Standing>;
  }

  /** Scores between two members. */
  line(a: number, b: number, t: Float32Array): Promise<Score[]> {
    return this.seen().line(a, b, t) as Promise<Score[]>;
  }

  /** Maps of each member, the ensemble and the soup. */
  async maps(side: number): Promise<Uint8Array> {
    const bytes = await this.seen().maps(side);
    return transfer(bytes, [bytes.buffer]);
  }

  /** The map between two members. */
  async between(a: number, b: number, t: number, side: number): Promise<Uint8Array> {
    const bytes = await this.seen().between(a, b, t, side);
    return transfer(bytes, [bytes.buffer]);
  }

  private seen(): Explorer {
    return need(this.explorer, "explorer");
  }
}

function need<T>(thing: T | undefined, name: string): T {
  if (thing === undefined) throw new Error(`The ${name} is not open yet.`);
  return thing;
}
