/** What an element shows once it is fetched: the exhibit's own parts, in a root that page styles do not reach. */

import { effect } from "@preact/signals-core";
import type { CoreValue } from "../exhibits/entry.ts";
import page from "../exhibits/exhibit.css?inline";
import { Exhibit } from "../exhibits/exhibit.ts";
import { isBusy } from "../exhibits/life.ts";
import { entryOf } from "../exhibits/shelf.ts";
import { live, measured } from "../exhibits/view.ts";
import { filesFrom } from "../files.ts";
import { allowed, type State, same, type Value } from "../manifest.ts";
import site from "../style.css?inline";
import { readTheme, watchTheme } from "../theme.ts";
import own from "./element.css?inline";
import { isDark } from "./scheme.ts";
import type { SoupconExhibit } from "./soupcon.ts";

/** Milliseconds between two events about the progress, at least. */
const TELL_MS = 250;
/** Milliseconds at rest until a change is told. */
const REST_MS = 150;

let sheet: CSSStyleSheet | undefined;

/** The site's styles, for the root of an element: its tokens are the host's, which the page may set. */
function styles(): CSSStyleSheet {
  if (sheet) return sheet;
  const dark = /@media\s*\(prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{([^}]*)\}\s*\}/g;
  const text = `${site}${page}`.replace(dark, ":host(:state(dark)){color-scheme:dark;$1}").replaceAll(":root", ":host");
  sheet = new CSSStyleSheet();
  // The page's root may have any size of letters: a rem here is 16 pixels.
  sheet.replaceSync((text + own).replace(/([\d.]*\d|\.\d+)rem\b/g, (_, count) => `${16 * Number(count)}px`));
  return sheet;
}

/** An exhibit alive in an element. */
export class Live {
  private readonly seen: IntersectionObserver;
  private isPaused = false;
  private isSeen = true;

  private constructor(
    private readonly host: SoupconExhibit,
    private readonly exhibit: Exhibit,
    private readonly root: URL,
  ) {
    this.seen = new IntersectionObserver(([one]) => {
      this.isSeen = one?.isIntersecting ?? true;
      this.hold();
    });
  }

  /** Fetches what an element asks for, and fills it. */
  static async of(host: SoupconExhibit): Promise<Live> {
    const slug = host.getAttribute("exhibit") ?? "";
    if (!/^[a-z0-9-]+$/.test(slug)) throw new Error("exhibit: must be the name of an exhibit, such as heritage-soups.");
    // Chunks lie one folder below the site's root.
    const root = new URL(host.getAttribute("assets") ?? new URL("../", import.meta.url), document.baseURI);
    const entry = await entryOf(slug, root);
    filesFrom(root);
    const made = new Live(host, new Exhibit(entry), root);
    made.fill();
    return made;
  }

  private fill(): void {
    const { host, exhibit } = this;
    const shadow = host.shadowRoot as ShadowRoot;
    this.scheme();
    exhibit.adopt(this.wanted());
    exhibit.begin();
    const place = document.createElement("div");
    place.className = "sp is-live";
    place.setAttribute("part", "frame");
    const box = (name: string, part: string, tag = "div") => {
      const made = document.createElement(tag);
      made.id = name;
      made.setAttribute("part", part);
      return made;
    };
    const title = box("title", "header", "h2");
    title.className = "title";
    title.textContent = exhibit.entry.card.title;
    const stage = box("stage", "stage");
    stage.className = "stage";
    stage.append(box("lead", "figure"), box("controls", "controls"), box("figures", "figure"));
    place.append(title, stage, box("sentence", "sentence", "p"), box("bar", "runbar"));
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, styles()];
    shadow.replaceChildren(place);
    watchTheme(host);
    host.internals.states.delete("poster");
    this.tell("ready", { version: "0.1.0", exhibit: exhibit.entry.card.slug, engine: this.value.executor });
    live(exhibit, shadow);
    this.report();
    new ResizeObserver(() => {
      this.tell("resize", { width: Math.ceil(place.offsetWidth), height: Math.ceil(place.offsetHeight) });
    }).observe(place);
    this.watch();
    if (host.getAttribute("reveal") === "auto") void this.play();
  }

  /** Tells by events what happens. */
  private report(): void {
    const { exhibit, host } = this;
    let [status, last] = ["", Number.NEGATIVE_INFINITY];
    let [told, rest]: [State, ReturnType<typeof setTimeout> | undefined] = [exhibit.controls.value, undefined];
    effect(() => {
      const { phase } = exhibit.session.run.value;
      if (phase !== status) {
        if (status) host.internals.states.delete(status);
        host.internals.states.add(phase);
        this.tell("status", { status: phase, previous: status });
        status = phase;
        if (phase === "finished") this.tell("result", { results: this.results, sentence: this.sentence });
      }
      const now = performance.now();
      if (isBusy(exhibit.session.run.value) && now - last >= TELL_MS) {
        last = now;
        this.tell("progress", this.progress);
      }
    });
    effect(() => {
      const state = exhibit.controls.value;
      clearTimeout(rest);
      rest = setTimeout(() => {
        const changed = Object.keys(state).filter((name) => !same(state[name], told[name]));
        told = state;
        if (changed.length > 0) this.tell("change", { state, link: this.link, changed });
      }, REST_MS);
    });
    effect(() => {
      const newest = exhibit.notices.value.at(-1);
      if (newest?.code.startsWith("E-"))
        this.tell("error", { code: newest.code, message: newest.words, recoverable: true });
    });
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
  get progress(): unknown {
    const { phase, seeds, wanted, progress } = this.exhibit.session.run.value;
    return { phase, fraction: Math.min(1, (seeds + progress.share) / Math.max(1, wanted)), step: seeds, steps: wanted };
  }
  get results(): unknown {
    const shown = this.exhibit.session.snapshot.value;
    return shown && Object.freeze({ ...shown.table, findings: this.exhibit.session.findings.value });
  }
  get link(): string {
    return new URL(`e/${this.exhibit.entry.card.slug}/#${this.exhibit.fragment()}`, this.root).href;
  }

  /** Takes values by name; one that cannot be is refused with its name. */
  take(wanted: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(wanted)) {
      const spec = this.exhibit.manifest.find((one) => one.name === name);
      if (!spec) throw new RangeError(`${name}: this exhibit has no such control.`);
      if (allowed(spec, value as Value, this.exhibit.controls.value) === undefined)
        throw new RangeError(`${name}: ${JSON.stringify(value)} cannot be.`);
      this.exhibit.set(name, value as CoreValue as Value);
    }
  }
  async play(): Promise<void> {
    this.isPaused = false;
    this.hold();
    await this.exhibit.session.play();
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
    this.exhibit.undo();
  }
  redo(): void {
    this.exhibit.redo();
  }
  /** An attribute has changed. */
  follow(name: string): void {
    if (name === "theme") {
      this.scheme();
      readTheme(this.host);
    } else this.exhibit.adopt(this.wanted());
  }
  watch(): void {
    this.seen.observe(this.host);
  }
  unwatch(): void {
    this.seen.disconnect();
    this.isSeen = false;
    this.hold();
  }
  /** Gives memory back; the settings stay. */
  free(): void {
    this.exhibit.session.reset();
    this.exhibit.session.end();
  }

  private hold(): void {
    void this.exhibit.session.hold(this.isPaused || !this.isSeen);
  }

  /** The state that the attributes ask for, as a link. */
  private wanted(): string {
    const link = new URLSearchParams(this.host.getAttribute("state") ?? "");
    const seed = this.host.getAttribute("seed");
    const engine = this.host.getAttribute("engine");
    if (seed !== null) link.set("seed", seed);
    if (engine === "gpu" || engine === "cpu") link.set("eng", engine);
    const lock = this.host.getAttribute("lock");
    if (lock) link.set("ui", [link.get("ui"), `lock:${lock}`].filter(Boolean).join(","));
    return link.toString();
  }

  /** Light or dark: as asked for, else as the text around it is. */
  private scheme(): void {
    const asked = this.host.getAttribute("theme");
    const becomesDark = asked === "dark" || (asked !== "light" && isDark(this.host.parentElement ?? this.host));
    this.host.internals.states[becomesDark ? "add" : "delete"]("dark");
  }

  private tell(name: string, detail: unknown): void {
    this.host.dispatchEvent(new CustomEvent(`soupcon-${name}`, { detail, bubbles: true, composed: true }));
  }
}
