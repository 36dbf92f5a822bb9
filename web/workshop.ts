/** What a worker does with the core: it trains some members, or looks at all of them. */

import { transfer } from "comlink";
import type { Data, Engine, Explorer, Trainer } from "./core/simd/soupcon.js";
import { type Begun, type Build, begin, type Core, choose, load } from "./core.ts";
import { inflate } from "./inflate.ts";
import { serial } from "./serial.ts";
import type { Dish, Given, Plane, Progress, Question, RunSpec, StudentSpec, Weights } from "./wire.ts";

/** The core in one worker. */
export class Workshop {
  private readonly turn = serial();
  private core: Core | undefined;
  private begun: Begun | undefined;
  private engine: Engine | undefined;
  private data: Data | undefined;
  private trainer: Trainer | undefined;
  private explorer: Explorer | undefined;

  /** Loads a build, the fastest one unless it is named, and says which; or only what looking at members needs first. */
  async open(build: Build = choose(), isWhole = true): Promise<Build> {
    this.begun = isWhole ? undefined : await begin(build);
    this.core = this.begun?.core ?? (await load(build));
    return build;
  }

  /** Fetches what has not been loaded; the others' calls go on meanwhile. */
  async complete(): Promise<void> {
    await this.begun?.complete(this.turn);
  }

  /** This workshop, whose calls wait for one another: nothing in the core is entered twice. */
  orderly(): Workshop {
    return new Proxy<Workshop>(this, {
      get: (workshop, name) => {
        const member: unknown = Reflect.get(workshop, name);
        if (typeof member !== "function") return member;
        const call = (args: unknown[]) => Reflect.apply(member, workshop, args);
        return (...args: unknown[]) => (name === "complete" ? call(args) : this.turn(() => call(args)));
      },
    });
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
  async load(spec: RunSpec, given: Given | undefined): Promise<void> {
    const { Data } = need(this.core, "core");
    const all = (list: ArrayBuffer[]) => Promise.all(list.map(inflate));
    const next =
      given?.kind === "bundled"
        ? Data.bundled(spec, await all(given.train), await all(given.test))
        : given
          ? Data.given(spec, given.features, given.labels, Uint32Array.from(given.shape), given.classes)
          : Data.generate(spec);
    this.data?.free();
    this.data = next;
  }

  /** The first `n` rows of a set, row after row, and their labels. */
  rows(set: string, n: number): { x: Float32Array; y: Uint32Array } {
    const data = need(this.data, "data");
    return { x: data.x(set, n), y: data.y(set, n) };
  }

  /** Steps a second of a run on this device. */
  rate(spec: RunSpec, budget: number): Promise<number> {
    return need(this.engine, "device").rate(spec, need(this.data, "data"), budget);
  }

  /** The weights that all members begin at; none where each has its own. */
  start(spec: RunSpec): Promise<Float32Array> {
    return need(this.engine, "device").start(spec, need(this.data, "data"));
  }

  /** Prepares `count` members from `first` on. */
  async train(spec: RunSpec, first: number, count: number, start: Float32Array): Promise<void> {
    this.trainer?.free();
    this.trainer = undefined;
    this.trainer = await need(this.engine, "device").trainer(spec, need(this.data, "data"), first, count, start);
  }

  /** Prepares a student of a teacher whose logits on the training rows are given. */
  async teach(spec: RunSpec, student: StudentSpec, logits: Float32Array, start: Float32Array): Promise<void> {
    this.trainer?.free();
    this.trainer = undefined;
    this.trainer = await need(this.engine, "device").student(spec, student, need(this.data, "data"), logits, start);
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

  /** Back to step 0. */
  reset(): void {
    need(this.trainer, "trainer").reset();
  }

  /** Prepares to look at the members of a run; gives the plane and `points` of its points. */
  explore(spec: RunSpec, points: number): Plane {
    this.explorer?.free();
    this.explorer = undefined;
    this.explorer = need(this.engine, "device").explorer(spec, need(this.data, "data"));
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

  /** Takes the weights that all members began at; none if empty. */
  begin(start: Float32Array): void {
    this.seen().setStart(start);
  }

  /** Takes a student's weights and the widths of its hidden layers; no student if there are no weights. */
  meet(theta: Float32Array, hidden: number[]): void {
    this.seen().setStudent(theta, Uint32Array.from(hidden));
  }

  /** Answers a question. */
  ask(question: Question): Promise<unknown> {
    return this.seen().ask(question);
  }

  /** Maps of dishes. */
  async maps(of: Dish[], side: number): Promise<Uint8Array> {
    const bytes = await this.seen().maps(of, side);
    return transfer(bytes, [bytes.buffer]);
  }

  /** The weights of a dish. */
  async taste(of: Dish): Promise<Float32Array> {
    const theta = await this.seen().weights(of);
    return transfer(theta, [theta.buffer]);
  }

  /** The logits of a dish on the rows of a set. */
  async logits(of: Dish, set: string): Promise<Float32Array> {
    const logits = await this.seen().logits(of, set);
    return transfer(logits, [logits.buffer]);
  }

  private seen(): Explorer {
    return need(this.explorer, "explorer");
  }
}

function need<T>(thing: T | undefined, name: string): T {
  if (thing === undefined) throw new Error(`The ${name} is not open yet.`);
  return thing;
}
