/** The element `soupcon-exhibit`: reserves its space and shows a poster; the rest is fetched when it comes near. */

import type { Live } from "./live.ts";

const TAG = "soupcon-exhibit";
/** Pixels from the window at which an exhibit is fetched. */
const NEAR = "600px";
/** Milliseconds out of the page after which its memory is given back. */
const KEEP_MS = 30_000;
const STYLE = `:host{display:block!important;contain:layout style;min-width:260px;min-height:var(--sp-min-height,36rem)}
:host([hidden]){display:none!important}::slotted([slot=poster]){max-width:100%}`;
/** What follows a change after the start. */
const FOLLOWED = ["state", "seed", "engine", "controls", "lock", "theme"];

// Without a window, on a server, there is nothing to define.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** An exhibit in any page. */
export class SoupconExhibit extends Base {
  static readonly version = "0.1.0";
  static readonly observedAttributes: string[] = FOLLOWED;
  /** Resolves once the exhibit can be used. */
  readonly ready: Promise<void>;
  /** How custom states are set. */
  readonly internals: ElementInternals;
  private live: Live | undefined;
  private coming: Promise<Live> | undefined;
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

  connectedCallback(): void {
    clearTimeout(this.gone);
    this.live?.watch();
    if (this.live || this.near) return;
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
    this.gone = setTimeout(() => this.live?.free(), KEEP_MS);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before !== now) this.live?.follow(name);
  }

  /** All settings by name; writing takes those that are named. */
  get value(): Record<string, unknown> {
    return this.live?.value ?? {};
  }
  set value(wanted: Record<string, unknown>) {
    void this.load().then((live) => live.take(wanted));
  }
  /** Where the run is. */
  get status(): string {
    return this.live?.status ?? "poster";
  }
  get progress(): unknown {
    return this.live?.progress;
  }
  get results(): unknown {
    return this.live?.results;
  }
  async play(): Promise<void> {
    await (await this.load()).play();
  }
  async pause(): Promise<void> {
    (await this.load()).pause();
  }
  async cancel(): Promise<void> {
    (await this.load()).cancel();
  }
  async reset(): Promise<void> {
    (await this.load()).reset();
  }
  async set(name: string, value: unknown): Promise<void> {
    (await this.load()).take({ [name]: value });
  }
  get(name: string): unknown {
    return this.value[name];
  }
  async undo(): Promise<void> {
    (await this.load()).undo();
  }
  async redo(): Promise<void> {
    (await this.load()).redo();
  }
  /** The measured sentence. */
  describe(): string {
    return this.live?.sentence ?? "";
  }
  /** The address of the exhibit's own page as it is set here. */
  link(): string {
    return this.live?.link ?? "";
  }

  private start(): void {
    this.near?.disconnect();
    // What went wrong was told by an event.
    this.load().catch(() => undefined);
  }

  private load(): Promise<Live> {
    this.coming ??= this.fetched().catch((error: unknown) => {
      this.coming = undefined;
      const detail = { code: "E-LOAD", message: String((error as Error).message ?? error), recoverable: true };
      this.dispatchEvent(new CustomEvent("soupcon-error", { detail, bubbles: true, composed: true }));
      throw error;
    });
    return this.coming;
  }

  private async fetched(): Promise<Live> {
    const { Live } = await import("./live.ts");
    this.live = await Live.of(this);
    this.isReady();
    return this.live;
  }
}

if (globalThis.customElements) {
  const known = customElements.get(TAG) as typeof SoupconExhibit | undefined;
  if (known)
    // biome-ignore lint/suspicious/noConsole: the author of the page is told once
    console.warn(`${TAG} is defined already, as version ${known.version}; ${SoupconExhibit.version} is not used.`);
  else customElements.define(TAG, SoupconExhibit);
}
