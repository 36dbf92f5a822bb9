/** What an element shows once it is fetched: the exhibit's own parts, in a root that page styles do not reach. */

import { effect, signal, untracked } from "@preact/signals-core";
import { speakIn } from "../announcer.ts";
import { announce } from "../exhibits/announce.ts";
import { Exhibit } from "../exhibits/exhibit.ts";
import { listen } from "../exhibits/keys.ts";
import { isBusy, type Run } from "../exhibits/life.ts";
import { POOL } from "../exhibits/session.ts";
import { entryOf } from "../exhibits/shelf.ts";
import { live, measured } from "../exhibits/view.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { filesFrom } from "../files.ts";
import { settled } from "../language/choice.ts";
import { language, learn } from "../language/locale.ts";
import { msg, translated } from "../language/message.ts";
import { checked, type State } from "../manifest.ts";
import { onNotice } from "../parts/notices.ts";
import { readTheme } from "../theme.ts";
import type { Shown } from "./content.ts";
import { reports } from "./events.ts";
import { cards, guide } from "./guide.ts";
import { isDark, watchScheme } from "./scheme.ts";
import type { SoupconExhibit } from "./soupcon.ts";
import { styles } from "./styles.ts";
import { words } from "./subject.ts";
import type { Wanted } from "./wishes.ts";

/** Shares of the element at which it is asked how much of it is seen. */
const SHARES = Array.from({ length: 11 }, (_, i) => i / 20);

/** Attributes of how it speaks and listens. */
const MANNER = ["detail", "no-shortcuts"];
/** Attributes of which parts it has. */
const PARTS = ["no-tour", "claims"];

/** An exhibit alive in an element. */
export class Live implements Shown {
  private readonly seen: IntersectionObserver;
  private ends: (() => void)[] = [];
  /** Ends following the page's scheme. */
  private undressed: () => void = () => undefined;
  /** How many seeds the newest answer is of. */
  private readonly answered = signal(0);
  private readonly hasTour = signal(true);
  private readonly hasClaims = signal(false);
  /** Whether the page names no figures. */
  private isAuto = false;
  private isPaused = false;
  private isSeen = true;
  private hasPlayed = false;
  /** What is drawn in. */
  readonly frame: HTMLElement = document.createElement("div");

  private constructor(
    readonly host: SoupconExhibit,
    readonly exhibit: Exhibit,
    private readonly root: URL,
  ) {
    exhibit.home = new URL(`e/${exhibit.entry.card.slug}/`, root).href;
    this.seen = new IntersectionObserver(
      (all) => {
        // Of several that came at once the latest holds.
        const one = all.at(-1);
        this.isSeen = one?.isIntersecting ?? true;
        this.hold();
        if (!one) return;
        const { intersectionRect, boundingClientRect, rootBounds } = one;
        // Of one that is higher than the window, half a window is enough.
        const whole = Math.min(boundingClientRect.height, rootBounds?.height ?? innerHeight);
        if (intersectionRect.height >= whole / 2) this.autoplay();
      },
      { threshold: SHARES },
    );
  }

  /** Fetches what an element asks for, and fills it. */
  static async of(host: SoupconExhibit): Promise<Live> {
    const slug = host.getAttribute("exhibit") ?? "";
    if (!/^[a-z0-9-]+$/.test(slug)) throw new Error("exhibit: must be the name of an exhibit, such as heritage-soups.");
    // Chunks lie one folder below the site's root.
    const root = new URL(host.getAttribute("assets") ?? new URL("../", import.meta.url), document.baseURI);
    const spoken = settled(host).then(() => learn("exhibits", slug));
    const [entry] = await Promise.all([entryOf(slug, root), spoken]);
    filesFrom(root);
    POOL.mostOpen = (host.constructor as typeof SoupconExhibit).maxRunning;
    const made = new Live(host, new Exhibit(entry), root);
    await made.fill();
    return made;
  }

  private async fill(): Promise<void> {
    const { host, exhibit, frame } = this;
    const shadow = host.shadowRoot as ShadowRoot;
    this.adopt();
    this.behave();
    this.scheme();
    exhibit.begin();
    await this.saved();
    frame.className = "sp is-live";
    frame.setAttribute("part", "frame");
    frame.lang = language();
    const box = (name: string, part: string, tag = "div") => {
      const made = document.createElement(tag);
      made.id = name;
      made.setAttribute("part", part);
      return made;
    };
    const slot = (name: string) => Object.assign(document.createElement("slot"), { name });
    const title = box("title", "header", "h2");
    title.className = "title";
    const named = slot("title");
    named.textContent = translated(exhibit.entry.card.title);
    title.append(named);
    const stage = box("stage", "stage");
    stage.className = "stage";
    stage.append(box("lead", "figure"), box("controls", "controls"), box("figures", "figure"));
    const home = box("home", "link", "a") as HTMLAnchorElement;
    home.textContent = msg("Open the whole exhibit");
    home.target = "_blank";
    home.rel = "noopener";
    home.addEventListener("pointerdown", () => {
      home.href = exhibit.link;
    });
    home.href = exhibit.home;
    home.hidden = host.hasAttribute("no-link");
    const status = Object.assign(document.createElement("p"), {
      id: "status",
      className: "visually-hidden",
      role: "status",
    });
    frame.append(
      slot("before"),
      title,
      ...(exhibit.tour.steps.length > 0 ? [box("tour", "tour")] : []),
      stage,
      box("sentence", "sentence", "p"),
      box("claims", "claim"),
      box("bar", "runbar"),
      home,
      slot("after"),
      status,
    );
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, styles()];
    shadow.replaceChildren(frame);
    readTheme(host);
    host.internals.states.delete("poster");
    listen(exhibit, shadow);
    exhibit.reached = (milestone) => this.tell("milestone", milestone);
    exhibit.gate = (name, from, to) => this.tell("before-change", { name, from, to }, true);
    // Once for all times that it is shown: what was told is not told again.
    onNotice(exhibit.notices, ({ code, words }) => {
      if (code.startsWith("E-")) this.tell("error", { code, message: words, recoverable: true });
    });
    this.watch();
    announce(exhibit);
    if (host.getAttribute("reveal") === "auto") void this.play();
  }

  /** Draws the exhibit, and tells of it, until its memory is given back. */
  private show(): void {
    const { exhibit, frame } = this;
    const { session } = exhibit;
    const answers = effect(() => {
      this.answered.value = session.snapshot.value ? session.run.peek().seeds : 0;
    });
    const sized = new ResizeObserver(() => {
      this.host.fit();
      this.tell("resize", { width: Math.ceil(frame.offsetWidth), height: Math.ceil(frame.offsetHeight) });
    });
    sized.observe(frame);
    const led = effect(() => {
      const { ui, tour } = exhibit;
      if (tour.taken.value && this.isAuto) ui.value = { ...ui.peek(), fig: this.first() };
    });
    const spoken = speakIn(frame.querySelector("#status"));
    const parts = [led, spoken, guide(exhibit, frame, this.hasTour), cards(exhibit, frame, this.hasClaims)];
    this.ends = [answers, live(exhibit, frame), ...parts, reports(this), () => sized.disconnect()];
  }

  /** A long state, from a file. */
  private async saved(): Promise<void> {
    const source = this.host.getAttribute("src");
    if (!source) return;
    const answer = await fetch(new URL(source, document.baseURI));
    if (!answer.ok) throw new Error(`src: ${source} could not be fetched (${answer.status}).`);
    const { parsed } = await import("../output/run.ts");
    const run = parsed(await answer.text(), `src: ${source}`);
    const { slug } = this.exhibit.entry.card;
    if (run.page !== slug) throw new Error(`src: ${source} is a set-up of ${run.page}, not of ${slug}.`);
    this.take(run.state);
    this.exhibit.pins.take(run.pins);
  }

  /** Only when half of it is seen, once, and where nobody has asked for calm. */
  private autoplay(): void {
    if (this.hasPlayed || !this.host.hasAttribute("autoplay")) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.hasPlayed = true;
    void this.play();
  }

  get value(): Record<string, unknown> {
    return { ...this.exhibit.controls.value };
  }
  get status(): string {
    return this.exhibit.session.run.value.phase;
  }
  get sentence(): string {
    return measured(this.exhibit) ?? "";
  }
  get figures(): readonly FigureSpec[] {
    return this.exhibit.figures.value;
  }
  get engineInfo(): unknown {
    return Object.freeze({ engine: this.value.executor, answersMs: this.exhibit.session.lookMs.value });
  }
  get progress(): unknown {
    const { phase, seeds, wanted, progress, seconds } = this.exhibit.session.run.value;
    const fraction = Math.min(1, (seeds + progress.share) / Math.max(1, wanted));
    const secondsLeft = seconds === undefined ? undefined : Math.max(0, (wanted - seeds - progress.share) * seconds);
    return { phase, fraction, step: seeds, steps: wanted, ...(secondsLeft === undefined ? {} : { secondsLeft }) };
  }
  get results(): unknown {
    const { predictions, table, session } = this.exhibit;
    const expected = Object.fromEntries(predictions.expected.value);
    const said = Object.keys(expected).length > 0 ? { predictions: expected } : {};
    return table.value && Object.freeze({ ...table.value, findings: session.findings.value, ...said });
  }
  /** What stands at the foot of files. */
  get source(): { exhibit: string; version: string; seed: number; link: string } {
    const { entry, controls, link } = this.exhibit;
    return { exhibit: entry.card.slug, version: import.meta.env.VERSION, seed: Number(controls.value.seed), link };
  }
  link(isFrame: boolean): string {
    if (!isFrame) return this.exhibit.link;
    return new URL(`embed/?e=${this.exhibit.entry.card.slug}#${this.exhibit.fragment()}`, this.root).href;
  }
  describe({
    figure,
    length = this.exhibit.detail.value === "full" ? "long" : "short",
  }: {
    figure?: string;
    length?: "short" | "long";
  }): string {
    return figure === undefined ? this.sentence : words(this, figure, length);
  }

  /** A figure as a picture. */
  async snapshot(wanted: Wanted): Promise<Blob> {
    const { picture } = await import("./outputs.ts");
    return picture(this, wanted);
  }
  /** A figure's numbers, or all that was measured. */
  async exportData(wanted: Wanted): Promise<Blob> {
    const { numbers } = await import("./outputs.ts");
    return numbers(this, wanted);
  }

  /** Takes values by name; one that cannot be is refused with its name, and none is taken. */
  take(wanted: Record<string, unknown>): void {
    checked(this.exhibit.manifest, wanted, this.exhibit.controls.value);
    this.exhibit.change(wanted as State, "host");
  }
  async play(signal?: AbortSignal): Promise<void> {
    await this.until((run) => this.isOver(run), signal);
  }
  async prepare(signal?: AbortSignal): Promise<void> {
    if (this.exhibit.session.run.value.seeds > 0) return;
    await this.until((run) => this.answered.value > 0 || this.isOver(run), signal);
  }
  async step(n: number, signal?: AbortSignal): Promise<void> {
    if (!(Number.isInteger(n) && n >= 1 && n <= 100)) throw new RangeError("n: must be a whole number from 1 to 100.");
    const { session } = this.exhibit;
    session.want(session.run.value.seeds + n);
    await this.play(signal);
  }
  /** Whether nothing is computed any more, and what was is there. */
  private isOver(run: Run): boolean {
    return !isBusy(run) && (run.phase !== "finished" || this.answered.value === run.seeds);
  }
  /** Goes on with the work until this holds of it, or until it is ended by the signal. */
  private async until(holds: (run: Run) => boolean, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { session } = this.exhibit;
    this.isPaused = false;
    this.hold();
    void session.play();
    const ends: (() => void)[] = [];
    await new Promise<void>((done, fail) => {
      const stop = () => {
        fail(signal?.reason);
        this.cancel();
      };
      signal?.addEventListener("abort", stop);
      ends.push(
        () => signal?.removeEventListener("abort", stop),
        effect(() => {
          if (holds(session.run.value)) done();
        }),
      );
    }).finally(() => {
      for (const end of ends) end();
    });
  }
  pause(): void {
    this.isPaused = true;
    this.hold();
  }
  cancel(): void {
    this.exhibit.session.cancel();
  }
  reset(): void {
    this.exhibit.session.reset();
  }
  undo(): void {
    this.exhibit.undo("host");
  }
  redo(): void {
    this.exhibit.redo("host");
  }
  /** Freezes what is shown, as the next pin or as the one of a name; the answer is the name. */
  async pin(name?: string): Promise<string> {
    this.exhibit.changedBy = "host";
    return this.exhibit.pin(name);
  }
  /** An attribute has changed. */
  follow(name: string): void {
    if (name === "theme") this.scheme();
    else if (MANNER.includes(name)) this.behave();
    else if (PARTS.includes(name)) this.furnish();
    else this.adopt();
  }
  watch(): void {
    if (this.ends.length === 0) this.show();
    this.seen.observe(this.host);
    this.scheme();
    this.undressed();
    this.undressed = watchScheme(() => this.scheme());
  }
  unwatch(): void {
    this.seen.disconnect();
    this.undressed();
    this.isSeen = false;
    this.hold();
  }
  /** Gives memory back; the settings stay. */
  free(): void {
    this.exhibit.pins.stop();
    this.exhibit.session.reset();
    for (const end of this.ends) end();
    this.ends = [];
  }

  /** Takes how it is to speak and to listen. */
  private behave(): void {
    const { host, exhibit } = this;
    exhibit.detail.value = host.getAttribute("detail") === "full" ? "full" : "brief";
    exhibit.hasLetters.value = !host.hasAttribute("no-shortcuts");
  }

  private hold(): void {
    void this.exhibit.session.hold(this.isPaused || !this.isSeen);
    void this.exhibit.pins.worker.value?.session.hold(!this.isSeen);
  }

  /** Takes what the attributes ask for. */
  private adopt(): void {
    const { host, exhibit } = this;
    const list = (name: string) => (host.getAttribute(name) ?? "").split(",").flatMap((word) => word.trim() || []);
    const link = new URLSearchParams(host.getAttribute("state") ?? "");
    const [seed, engine] = [host.getAttribute("seed"), host.getAttribute("engine")];
    if (seed !== null) link.set("seed", seed);
    if (engine === "gpu" || engine === "cpu") link.set("eng", engine);
    exhibit.adopt(link.toString());
    // Controls go by name or by the key of links.
    const names = (words: string[]) =>
      words.map((word) => exhibit.manifest.find(({ name, key }) => name === word || key === word)?.name ?? word);
    const basic = exhibit.manifest.filter((one) => one.basic).map(({ name }) => name);
    const controls = list("controls");
    const [first = "basic"] = controls;
    const figures = list("figures");
    const { ui } = exhibit;
    // What the link says holds where the element itself says nothing.
    const only = first === "basic" ? (host.hasAttribute("controls") ? [] : ui.value.only) : names(controls);
    const fig = figures.length > 0 && figures[0] !== "auto" ? figures : ui.value.fig;
    ui.value = {
      ...ui.value,
      lock: names([...ui.value.lock, ...list("lock")]),
      only: first === "all" ? [] : only.length > 0 ? only : basic,
      fig: fig[0] === "all" ? [] : fig.length > 0 ? fig : this.first(),
    };
    this.isAuto = fig.length === 0;
    this.furnish();
  }

  /** Takes which parts are shown. */
  private furnish(): void {
    const { host, exhibit } = this;
    this.hasTour.value = !host.hasAttribute("no-tour") && exhibit.ui.value.tour !== "off";
    this.hasClaims.value = host.hasAttribute("claims") || exhibit.ui.value.claims === "on";
  }

  /** The one figure that is shown where the page names none: that of the step of the tour. */
  private first(): string[] {
    const { steps, at, taken } = this.exhibit.tour;
    const step = taken.value ?? steps[at.value ?? 0];
    return step ? [step.figure] : [];
  }

  /** Light or dark: as asked for, else as the text around it is. */
  private scheme(): void {
    const asked = this.host.getAttribute("theme") ?? this.exhibit.ui.value.theme;
    const becomesDark = asked === "dark" || (asked !== "light" && isDark(this.host.parentElement ?? this.host));
    const { states } = this.host.internals;
    if (states.has("dark") === becomesDark) return;
    states[becomesDark ? "add" : "delete"]("dark");
    readTheme(this.host);
  }

  /** Tells by an event; the answer is false where it was refused. */
  tell(name: string, detail: unknown, cancelable = false): boolean {
    const event = new CustomEvent(`soupcon-${name}`, { detail, bubbles: true, composed: true, cancelable });
    // What a page reads when it hears of one thing is not what this depends on.
    return untracked(() => this.host.dispatchEvent(event));
  }
}
