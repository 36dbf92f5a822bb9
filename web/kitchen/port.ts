/** The Kitchen for a page around it: the properties, methods and events that an element has. */

import { effect, signal, untracked } from "@preact/signals-core";
import { until } from "../changes.ts";
import type { Subject } from "../element/subject.ts";
import type { Models, Wanted } from "../element/wishes.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { english } from "../language/locale.ts";
import { checked, same, type Value } from "../manifest.ts";
import { onNotice } from "../parts/notices.ts";
import { address, fragment } from "./address.ts";
import { found } from "./fingerprint.ts";
import { PLATES } from "./gallery.ts";
import { isHeld } from "./hold.ts";
import type { Kitchen } from "./kitchen.ts";
import { manifest } from "./manifest.ts";
import { table } from "./plates/table.ts";
import * as state from "./state.ts";
import { madeWords, summary } from "./summary.ts";

/** Milliseconds between two events about the progress, at least. */
const TELL_MS = 250;
/** Milliseconds at rest until a change, or a result, is told. */
const REST_MS = 150;

/** Speaks of one Kitchen. */
export class Port extends EventTarget {
  /** Resolves once it can be used. */
  readonly ready: Promise<void>;
  results: unknown;
  /** What the results are of. */
  private readonly counted = signal("");
  /** Who changed the settings last. */
  private by: "user" | "host" | "link" = "link";

  constructor(private readonly kitchen: Kitchen) {
    super();
    this.ready = until(() => !state.isBusy.value);
    addEventListener("popstate", () => {
      this.by = "link";
    });
    this.tellStatus();
    this.tellChanges();
    this.tellResults();
    onNotice(state.notices, ({ code, words }) => {
      if (code.startsWith("E-")) this.tell("error", { code, message: words, recoverable: true });
    });
  }

  get value(): Record<string, unknown> {
    return { ...state.controls.value };
  }
  get status(): string {
    return state.phase.value;
  }
  get progress(): unknown {
    const [phase, step, steps] = [state.phase.value, state.step.value, state.last.value];
    const { share, seconds } = state.preparing.value ?? { share: state.loaded.value, seconds: 0 };
    if (!state.isBusy.value) return { phase, fraction: step / steps, step, steps };
    return { phase, fraction: share, step, steps, ...(seconds > 0 ? { secondsLeft: seconds } : {}) };
  }
  get engineInfo(): unknown {
    const { used, workers, rate } = state.engine.value;
    return { engine: used, workers, stepsPerSecond: rate };
  }

  /** Trains to the end; from the start where the run is over. */
  async play(): Promise<void> {
    const { session } = this.kitchen;
    if (["failed", "cancelled"].includes(this.status)) await session.prepare();
    await session.play();
    await this.final();
  }
  async prepare(): Promise<void> {
    if (["failed", "cancelled"].includes(this.status)) await this.kitchen.session.prepare();
    await until(() => !state.isBusy.value);
  }
  async step(n = 1): Promise<void> {
    if (!(Number.isInteger(n) && n >= 1)) throw new RangeError("n: must be a whole number from 1.");
    await this.kitchen.session.step(n);
    await this.final();
  }
  async pause(): Promise<void> {
    isHeld.value = false;
    await this.kitchen.session.pause();
  }
  async cancel(): Promise<void> {
    if (state.isBusy.value) this.kitchen.session.cancel();
    else await this.pause();
  }
  async reset(): Promise<void> {
    await this.kitchen.session.reset();
  }
  /** Takes one value by its name, or several; one that cannot be is refused, and none is taken. */
  set(name: string | Record<string, Value>, value?: Value): void {
    const wanted = typeof name === "string" ? { [name]: value as Value } : name;
    checked(manifest.value, wanted, state.controls.value);
    this.by = "host";
    this.kitchen.change(wanted);
  }
  get(name: string): unknown {
    return this.value[name];
  }
  undo(): void {
    this.by = "host";
    this.kitchen.undo();
  }
  redo(): void {
    this.by = "host";
    this.kitchen.redo();
  }
  /** Freezes the run, as the next pin or as the one of a name; the answer is the name. */
  async pin(name?: string): Promise<string> {
    this.by = "host";
    return this.kitchen.pin(name);
  }
  /** The address that brings back what is shown; empty where its rows do not fit in one. */
  link({ embed = false }: { embed?: boolean } = {}): string {
    const here = address(this.kitchen);
    if ("refused" in here) return "";
    return embed ? new URL(`../embed/?e=kitchen#${fragment(this.kitchen)}`, location.href).href : here.href;
  }
  /** The measured sentence, or a figure in words. */
  describe({
    figure,
    length = "short",
  }: {
    figure?: string;
    length?: "short" | "long";
  } = {}): string | Promise<string> {
    return figure === undefined ? this.sentence : this.words(figure, length);
  }
  async snapshot(wanted: Wanted = {}): Promise<Blob> {
    const { picture } = await import("../element/outputs.ts");
    return picture(await this.source(wanted.figure ?? this.tab), wanted);
  }
  async exportData(wanted: Wanted = {}): Promise<Blob> {
    const { numbers } = await import("../element/outputs.ts");
    return numbers(await this.source(wanted.figure ?? this.tab, english), wanted);
  }
  async exportModels({ which = "combination", format = "safetensors" }: Models = {}): Promise<Blob> {
    return (await import("./exports.ts")).models(this.kitchen, which, format);
  }
  async importModels(given: Blob | readonly Blob[]): Promise<void> {
    const files = (Array.isArray(given) ? given : [given]).map((one: unknown, i) => {
      if (!(one instanceof Blob)) throw new RangeError("files: must be a Blob or a list of them.");
      return one instanceof File ? one : new File([one], `model ${i + 1}`);
    });
    await (await import("./bring.ts")).take(this.kitchen, files);
    await until(() => !state.isBusy.value);
  }

  private get tab(): string {
    return String(state.controls.value.tab);
  }
  private get sentence(): string {
    return [summary(), madeWords()].filter(Boolean).join(" ");
  }

  private async words(figure: string, length: "short" | "long"): Promise<string> {
    const { words } = await import("../element/subject.ts");
    return words(await this.source(figure), figure, length);
  }

  /** What files are made of, with one figure. */
  private async source(id: string, spoken?: typeof english): Promise<Subject> {
    const figures = [await this.figure(id, spoken)];
    const { results } = this;
    const seed = state.spec.value.seed;
    const source = { exhibit: "kitchen", version: import.meta.env.VERSION, seed, link: this.link() };
    return { figures, results, source, frame: document.documentElement };
  }

  private async figure(id: string, spoken?: typeof english): Promise<FigureSpec> {
    if (!PLATES.includes(id)) throw new RangeError(`figure: must be one of ${PLATES.join(", ")}.`);
    const figure = await this.kitchen.gallery.complete(id, spoken);
    if (!figure) throw new Error(`${id}: there is nothing to show yet.`);
    return this.kitchen.pins.ghosted(figure);
  }

  /** Waits until what was begun is over, and its results are told. */
  private async final(): Promise<void> {
    await until(() => !isHeld.value && !["loading", "preparing", "running"].includes(state.phase.value));
    await until(() => {
      if (state.phase.value !== "finished" && state.phase.value !== "paused") return true;
      return subject() !== "" && this.counted.value === subject();
    });
  }

  private tellStatus(): void {
    let [status, last] = ["", Number.NEGATIVE_INFINITY];
    effect(() => {
      const now = state.phase.value;
      if (now !== status) this.tell("status", { status: now, previous: status });
      status = now;
    });
    effect(() => {
      const { progress } = this;
      const isUnderWay = state.isBusy.value || state.phase.value === "running";
      if (!isUnderWay || performance.now() - last < TELL_MS) return;
      last = performance.now();
      this.tell("progress", progress);
    });
  }

  private tellChanges(): void {
    const { pins } = this.kitchen;
    const all = () => ({
      ...state.controls.value,
      rows: state.rows.value?.name,
      pins: pins.all.value.map(({ name }) => name),
    });
    let told = all();
    let rest: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      const now: Record<string, unknown> = all();
      clearTimeout(rest);
      rest = setTimeout(() => {
        const before: Record<string, unknown> = told;
        const changed = Object.keys(now).filter((name) => !same(now[name] as Value, before[name] as Value));
        const source = this.by;
        told = now as typeof told;
        this.by = "user";
        if (changed.length > 0) this.tell("change", { state: this.value, link: this.link(), changed, source });
      }, REST_MS);
    });
  }

  private tellResults(): void {
    let last = "";
    let rest: ReturnType<typeof setTimeout> | undefined;
    const count = async (of: string) => {
      const figure = await this.kitchen.gallery.complete("table", english);
      if (of !== last) return;
      if (figure) {
        const { columns, rows } = figure;
        this.results = Object.freeze({ columns, rows, ...(found.value ? { fingerprint: found.value } : {}) });
        this.tell("result", { results: this.results, sentence: this.sentence });
      }
      this.counted.value = of;
    };
    effect(() => {
      const of = subject();
      if (of === last) return;
      last = of;
      clearTimeout(rest);
      if (of !== "") rest = setTimeout(() => void count(of), REST_MS);
    });
  }

  private tell(name: string, detail: unknown): void {
    untracked(() => this.dispatchEvent(new CustomEvent(`soupcon-${name}`, { detail })));
  }
}

/** What results are of: the weights and the questions, at rest; nothing while more is to come. */
function subject(): string {
  const view = state.view.value;
  const isAtRest = state.phase.value === "finished" || state.phase.value === "paused";
  if (!view || !isAtRest || isHeld.value || view.step !== state.step.value) return "";
  return `${state.version.value} ${JSON.stringify(table.questions())}`;
}
