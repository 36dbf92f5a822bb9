/** The element `soupcon-exhibit`: reserves its space and shows a poster; the rest is fetched when it comes near. */

import type { Shown } from "./content.ts";
import type { Models, Until, Wanted } from "./wishes.ts";

const TAG = "soupcon-exhibit";
/** Pixels from the window at which an exhibit is fetched. */
const NEAR = "600px";
/** Milliseconds out of the page after which its memory is given back. */
const KEEP_MS = 30_000;
/** Heights that are reserved: of narrow and of wide elements, and of a figure alone. */
const HEIGHTS = "--sp-narrow:1430px;--sp-wide:860px;--sp-figure:600px";
const STYLE = `:host{display:block!important;contain:layout style;min-width:260px;${HEIGHTS};min-height:var(--sp-min-height,var(--sp-narrow))}
:host(:state(railed)){min-height:var(--sp-min-height,var(--sp-wide))}
:host([exhibit=kitchen]){--sp-narrow:3000px;--sp-wide:2200px}
:host([layout=figure]){min-height:var(--sp-min-height,var(--sp-figure))}:host([hidden]){display:none!important}
::slotted([slot=poster]),img{max-width:100%}`;
/** Pixels of width from which an element is medium, above which it is wide, and from which controls have a rail. */
const [MEDIUM, WIDE, RAILED] = [420, 760, 1000];
const SIZES = ["small", "medium", "wide", "railed"];
/** What follows a change after the start. */
const FOLLOWED = [
  "state",
  "seed",
  "engine",
  "controls",
  "lock",
  "figures",
  "theme",
  "detail",
  "no-shortcuts",
  "no-tour",
  "claims",
];
/** Attributes that are properties too, by their names in scripts. */
const TEXTS = ["exhibit", "state", "src", "seed", "engine", "controls", "lock", "figures", "theme", "detail"] as const;
const MORE = ["layout", "loading", "reveal", "poster", "assets"] as const;
const FLAGS = {
  autoplay: "autoplay",
  claims: "claims",
  noLink: "no-link",
  noShortcuts: "no-shortcuts",
  noTour: "no-tour",
};
type Properties = Record<(typeof TEXTS | typeof MORE)[number], string> & Record<keyof typeof FLAGS, boolean>;

// Without a window, on a server, there is nothing to define.
const Base = (globalThis.HTMLElement ?? class {}) as new () => HTMLElement & Properties;

/** An exhibit in any page. */
export class SoupconExhibit extends Base {
  static readonly version: string = import.meta.env.VERSION;
  /** How many of a page may hold memory: beyond them the oldest out of view is paused. */
  static maxRunning = 12;
  static readonly observedAttributes: string[] = FOLLOWED;
  /** Resolves once the exhibit can be used. */
  readonly ready: Promise<void>;
  /** How custom states are set. */
  readonly internals: ElementInternals;
  private live: Shown | undefined;
  private coming: Promise<Shown> | undefined;
  private isReady: () => void = () => undefined;
  private near: IntersectionObserver | undefined;
  private gone: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.internals = this.attachInternals();
    this.internals.states.add("poster");
    this.ready = new Promise((done) => {
      this.isReady = done;
    });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    const slot = document.createElement("slot");
    slot.name = "poster";
    root.append(slot, document.createElement("slot"));
  }

  /** Tells its width class by a state. */
  fit(): void {
    const layout = this.getAttribute("layout");
    const { clientWidth: width } = this;
    const isRailed = layout === "wide" || (layout !== "stack" && width >= RAILED);
    const now = [width < MEDIUM ? "small" : width > WIDE ? "wide" : "medium", isRailed ? "railed" : ""];
    for (const name of SIZES) this.internals.states[now.includes(name) ? "add" : "delete"](name);
  }

  connectedCallback(): void {
    clearTimeout(this.gone);
    this.fit();
    this.live?.watch();
    if (this.live || this.near) return;
    const poster = this.getAttribute("poster");
    if (poster && !this.shadowRoot?.querySelector("img"))
      this.shadowRoot?.prepend(Object.assign(new Image(), { src: poster, alt: "" }));
    if (this.getAttribute("loading") === "eager") {
      this.start();
      return;
    }
    this.near = new IntersectionObserver(
      (all) => {
        if (all.some((one) => one.isIntersecting)) this.start();
      },
      { rootMargin: NEAR },
    );
    this.near.observe(this);
  }

  disconnectedCallback(): void {
    this.near?.disconnect();
    this.near = undefined;
    this.live?.unwatch();
    this.gone = setTimeout(() => this.live?.free?.(), KEEP_MS);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before !== now) this.live?.follow(name);
  }

  /** All settings by name; writing takes those that are named. What cannot be is told by an event. */
  get value(): Record<string, unknown> {
    return this.live?.value ?? {};
  }
  set value(wanted: Record<string, unknown>) {
    const take = async (live: Shown) => {
      try {
        await live.take(wanted);
      } catch (error) {
        this.fault("E-VALUE", error);
      }
    };
    this.load().then(take, () => undefined);
  }
  /** Where the run is. */
  get status(): string {
    return this.live?.status ?? "poster";
  }
  /** How far it is. */
  get progress(): unknown {
    return this.live?.progress;
  }
  /** What was measured: a table and the verdicts. */
  get results(): unknown {
    return this.live?.results;
  }
  /** What it runs on. */
  get engineInfo(): unknown {
    return this.live?.engineInfo;
  }
  /** Prepares the seeds that are asked for; resolves at the end. */
  async play(until: Until = {}): Promise<void> {
    await (await this.load()).play(until.signal);
  }
  /** Prepares them too; resolves once the first is there, so that live controls answer. */
  async prepare(until: Until = {}): Promise<void> {
    await (await this.load()).prepare(until.signal);
  }
  /** Prepares so many seeds more. */
  async step(n = 1, until: Until = {}): Promise<void> {
    await (await this.load()).step(n, until.signal);
  }
  async pause(): Promise<void> {
    await (await this.load()).pause();
  }
  async cancel(): Promise<void> {
    await (await this.load()).cancel();
  }
  async reset(): Promise<void> {
    await (await this.load()).reset();
  }
  /** One control by its name, or several. */
  async set(name: string | Record<string, unknown>, value?: unknown): Promise<void> {
    await (await this.load()).take(typeof name === "string" ? { [name]: value } : name);
  }
  get(name: string): unknown {
    return this.value[name];
  }
  async undo(): Promise<void> {
    await (await this.load()).undo();
  }
  async redo(): Promise<void> {
    await (await this.load()).redo();
  }
  /** The measured sentence, or a figure in words. */
  describe(of: { figure?: string; length?: "short" | "long" } = {}): string | Promise<string> {
    return this.live?.describe(of) ?? "";
  }
  /** The address of the exhibit's own page as it is set here, or of its frame. */
  link(as: { embed?: boolean } = {}): string {
    return this.live?.link(as.embed ?? false) ?? "";
  }
  /** A figure as a picture: `svg` or `png`. */
  async snapshot(wanted: Wanted = {}): Promise<Blob> {
    return (await this.load()).snapshot(wanted);
  }
  /** A figure's numbers: `csv` or `json`; without a figure the table and the verdicts as `json`. */
  async exportData(wanted: Wanted = {}): Promise<Blob> {
    return (await this.load()).exportData(wanted);
  }
  /** Freezes what is shown as a ghost: the next of `P1` to `P4`, or the one that is named. The answer is its name. */
  async pin(name?: string): Promise<string> {
    return (await this.load()).pin(name);
  }
  /** Models as a file, of the Kitchen, as the next: `combination`, `members`, `m1`, `start` or `student`, as `safetensors` or `json`. */
  async exportModels(wanted: Models = {}): Promise<Blob> {
    return this.own("exportModels", wanted);
  }
  /** Saved models become the members. */
  async importModels(files: Blob | readonly Blob[]): Promise<void> {
    return this.own("importModels", files);
  }

  private start(): void {
    this.near?.disconnect();
    // What went wrong was told by an event.
    this.load().catch(() => undefined);
  }

  /** Calls what not every exhibit has. */
  private async own<T>(method: "exportModels" | "importModels", ...args: unknown[]): Promise<T> {
    const live = await this.load();
    const act = live[method] as ((...args: unknown[]) => Promise<T>) | undefined;
    if (!act) throw new TypeError(`${method}: this exhibit has no such method.`);
    return act.apply(live, args);
  }

  private fault(code: string, error: unknown): void {
    this.tell("error", { code, message: String((error as Error).message ?? error), recoverable: true });
  }

  private tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`soupcon-${name}`, { detail, bubbles: true, composed: true }));
  }

  private load(): Promise<Shown> {
    this.coming ??= this.fetched().catch((error: unknown) => {
      this.coming = undefined;
      this.fault("E-LOAD", error);
      throw error;
    });
    return this.coming;
  }

  private async fetched(): Promise<Shown> {
    const isKitchen = this.getAttribute("exhibit") === "kitchen";
    this.live = isKitchen
      ? await (await import("./kitchen.ts")).Kitchen.of(this)
      : await (await import("./live.ts")).Live.of(this);
    this.isReady();
    const { engine } = this.live.engineInfo as { engine: string };
    this.tell("ready", { version: SoupconExhibit.version, exhibit: this.getAttribute("exhibit"), engine });
    return this.live;
  }
}

for (const name of [...TEXTS, ...MORE]) {
  Object.defineProperty(SoupconExhibit.prototype, name, {
    get(this: HTMLElement) {
      return this.getAttribute(name) ?? "";
    },
    set(this: HTMLElement, value: unknown) {
      this.setAttribute(name, String(value));
    },
  });
}
for (const [name, attribute] of Object.entries(FLAGS)) {
  Object.defineProperty(SoupconExhibit.prototype, name, {
    get(this: HTMLElement) {
      return this.hasAttribute(attribute);
    },
    set(this: HTMLElement, value: unknown) {
      this.toggleAttribute(attribute, Boolean(value));
    },
  });
}

if (globalThis.customElements) {
  const known = customElements.get(TAG) as typeof SoupconExhibit | undefined;
  if (known)
    // biome-ignore lint/suspicious/noConsole: the author of the page is told once
    console.warn(`${TAG} is defined already, as version ${known.version}; ${SoupconExhibit.version} is not used.`);
  else customElements.define(TAG, SoupconExhibit);
}

declare global {
  interface HTMLElementTagNameMap {
    "soupcon-exhibit": SoupconExhibit;
  }
}
