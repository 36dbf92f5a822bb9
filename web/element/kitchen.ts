/** The Kitchen in an element: its own page in a frame, which the element asks and hears as any host does. */

import { Line, type Message } from "../embed/line.ts";
import { Limit, MOST, SECOND_MS } from "../embed/protocol.ts";
import { settled, wanted, withLanguage } from "../language/choice.ts";
import { msg } from "../language/message.ts";
import { serial } from "../serial.ts";
import type { Shown } from "./content.ts";
import { watchScheme } from "./scheme.ts";
import type { SoupconExhibit } from "./soupcon.ts";
import type { Models, Wanted } from "./wishes.ts";

/** Milliseconds after which a page that has come and says nothing is not the Kitchen. */
const PATIENCE_MS = 10_000;
/** Milliseconds until a call that is one too many in a second is tried again. */
const AGAIN_MS = 50;
/** The frame before its page has come: what stands there stays. */
const WAITING = "position:absolute;visibility:hidden;";
// Out of view a page is not drawn, and says less than its height: until then it fills what is reserved.
const STYLE = "display:block;width:100%;height:900px;min-height:inherit;border:0;";

/** The Kitchen of an element. */
export class Kitchen implements Shown {
  private readonly frame: HTMLIFrameElement = document.createElement("iframe");
  private readonly line: Line;
  private readonly turn = serial();
  /** Somewhat slower than what the frame heeds: its clock is another one. */
  private readonly limit = new Limit(MOST, 1.2 * SECOND_MS);
  /** What the frame said last of how things stand. */
  private now: Message = {};
  results: unknown;
  /** What it hears while it is in the page. */
  private ears = new AbortController();
  /** Once it has said anything, and once it can be used: a long preparation lies between. */
  private readonly come = Promise.withResolvers<true>();
  private readonly ready = Promise.withResolvers<void>();

  private constructor(
    private readonly host: SoupconExhibit,
    private readonly page: URL,
  ) {
    const { frame } = this;
    frame.title = msg("The Kitchen: train many small models and combine them");
    frame.allow = "fullscreen; clipboard-write";
    frame.setAttribute("part", "frame");
    frame.setAttribute("style", WAITING + STYLE);
    this.line = new Line(frame, page.origin, (name, detail, message) => this.hear(name, detail, message));
    this.watch();
  }

  /** Fills an element with the Kitchen, as its attributes say. */
  static async of(host: SoupconExhibit): Promise<Kitchen> {
    const root = new URL(host.getAttribute("assets") ?? new URL("../", import.meta.url), document.baseURI);
    const page = new URL("kitchen/", root);
    page.searchParams.set("origin", location.origin);
    page.search = withLanguage(page.searchParams, wanted(host));
    await settled(host);
    const made = new Kitchen(host, page);
    await made.fill();
    return made;
  }

  private async fill(): Promise<void> {
    const { frame, host } = this;
    const shadow = host.shadowRoot as ShadowRoot;
    this.follow("theme");
    frame.src = this.address().href;
    const before = [...shadow.childNodes];
    shadow.append(frame);
    const late = new Promise<false>((done) => {
      frame.addEventListener("load", () => setTimeout(() => done(false), PATIENCE_MS), { once: true });
    });
    if (!(await Promise.race([this.come.promise, late]))) {
      this.ears.abort();
      frame.remove();
      throw new Error(`The Kitchen did not come from ${this.page.origin}.`);
    }
    await this.ready.promise;
    for (const node of before) node.remove();
    for (const name of ["position", "visibility"]) frame.style.removeProperty(name);
    this.results = (await this.ask("results")).value;
    if (host.getAttribute("reveal") === "auto") this.play().catch(() => undefined);
  }

  /** The address of the page, with the state that the attributes say. */
  private address(): URL {
    const { host } = this;
    const state = new URLSearchParams(host.getAttribute("state") ?? "");
    const [seed, engine] = [host.getAttribute("seed"), host.getAttribute("engine")];
    if (seed !== null) state.set("seed", seed);
    if (engine !== null) state.set("eng", engine);
    return this.at(`#${state}`);
  }

  private at(fragment: string): URL {
    const page = new URL(this.page);
    page.hash = fragment;
    return page;
  }

  get value(): Record<string, unknown> {
    return { ...(this.now.state as Record<string, unknown>) };
  }
  get status(): string {
    return String(this.now.status ?? "poster");
  }
  get progress(): unknown {
    return this.now.progress;
  }
  get engineInfo(): unknown {
    return this.now.engine;
  }

  play(signal?: AbortSignal): Promise<void> {
    return this.work("play", [], signal);
  }
  prepare(signal?: AbortSignal): Promise<void> {
    return this.work("prepare", [], signal);
  }
  step(n: number, signal?: AbortSignal): Promise<void> {
    return this.work("step", [n], signal);
  }
  async pause(): Promise<void> {
    await this.ask("pause");
  }
  async cancel(): Promise<void> {
    await this.ask("cancel");
  }
  async reset(): Promise<void> {
    await this.ask("reset");
  }
  async take(wanted: Record<string, unknown>): Promise<void> {
    await this.ask("set", wanted);
  }
  async undo(): Promise<void> {
    await this.ask("undo");
  }
  async redo(): Promise<void> {
    await this.ask("redo");
  }
  async pin(name?: string): Promise<string> {
    return (await this.ask("pin", ...(name === undefined ? [] : [name]))).value as string;
  }
  /** The measured sentence; a figure's words the frame has to be asked for. */
  describe(of: { figure?: string; length?: "short" | "long" }): string | Promise<string> {
    if (of.figure === undefined) return String(this.now.sentence ?? "");
    return this.ask("describe", of).then(({ value }) => value as string);
  }
  link(isFrame: boolean): string {
    const link = String(this.now.link ?? "");
    return isFrame && link ? new URL(`../embed/?e=kitchen${new URL(link).hash}`, this.page).href : link;
  }
  async snapshot(wanted: Wanted): Promise<Blob> {
    return (await this.ask("snapshot", wanted)).value as Blob;
  }
  async exportData(wanted: Wanted): Promise<Blob> {
    return (await this.ask("exportData", wanted)).value as Blob;
  }
  async exportModels(wanted: Models): Promise<Blob> {
    return (await this.ask("exportModels", wanted)).value as Blob;
  }
  async importModels(files: Blob | readonly Blob[]): Promise<void> {
    await this.ask("importModels", files);
  }

  follow(name: string): void {
    const { frame, host } = this;
    if (name === "theme") {
      const theme = host.getAttribute("theme");
      if (theme === "light" || theme === "dark") frame.dataset.theme = theme;
      else delete frame.dataset.theme;
      if (this.now.status) this.line.dress();
    } else if (["state", "seed", "engine"].includes(name)) {
      // The same page with another fragment: nothing is loaded anew, and the history gets no entry.
      frame.contentWindow?.location.replace(this.address().href);
    }
  }
  watch(): void {
    this.ears = new AbortController();
    const { signal } = this.ears;
    addEventListener("message", (event) => this.line.hear(event), { signal });
    signal.addEventListener(
      "abort",
      watchScheme(() => this.line.dress()),
    );
  }
  unwatch(): void {
    this.ears.abort();
    this.line.close();
    // A frame that is taken out of the page is loaded anew when it comes back, with what it showed last.
    if (this.now.link) this.frame.src = this.at(new URL(String(this.now.link)).hash).href;
    this.mark("poster", this.status);
    this.now = { ...this.now, status: "poster" };
  }

  private async ask(method: string, ...args: unknown[]): Promise<Message> {
    return this.kept(await this.admitted(() => this.line.call(method, args)));
  }

  /** Begins something that takes its time, and waits for its end. */
  private async work(method: string, args: unknown[], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const stop = () => void this.cancel();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      this.kept(await this.admitted(() => this.line.call(method, args, true)));
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    signal?.throwIfAborted();
  }

  /** Calls in their order, and no more in a second than the frame heeds. */
  private async admitted<T>(call: () => Promise<T>): Promise<T> {
    const begun = await this.turn(async () => {
      while (!this.limit.admits(performance.now())) await new Promise((done) => setTimeout(done, AGAIN_MS));
      return { answer: call() };
    });
    return begun.answer;
  }

  private kept(message: Message): Message {
    const { status, state, progress, engine, link, sentence } = message;
    this.now = { status, state, progress, engine, link, sentence };
    return message;
  }

  private hear(name: string, detail: unknown, message: Message): void {
    this.kept(message);
    this.come.resolve(true);
    if (name === "ready") {
      this.mark(this.status, "poster");
      this.ready.resolve();
      return;
    }
    if (name === "result") this.results = (detail as { results: unknown }).results;
    if (name === "status") this.mark(this.status, String((detail as { previous: unknown }).previous));
    if (name !== "leave") this.tell(name, detail);
  }

  private mark(status: string, previous: string): void {
    const { states } = this.host.internals;
    if (previous) states.delete(previous);
    states.add(status);
    const isGpu = (this.engineInfo as { engine: string } | undefined)?.engine === "gpu";
    states[isGpu ? "add" : "delete"]("gpu");
    states[isGpu ? "delete" : "add"]("cpu");
  }

  private tell(name: string, detail: unknown): void {
    this.host.dispatchEvent(new CustomEvent(`soupcon-${name}`, { detail, bubbles: true, composed: true }));
  }
}
