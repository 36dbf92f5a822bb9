/** The element `sp-figure`: any figure, with its words, its table, its files and its keys. */

import { effect } from "@preact/signals-core";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { say } from "../announcer.ts";
import { msg, str } from "../language/message.ts";
import { soon } from "../paced.ts";
import { theme } from "../theme.ts";
import { type Cursor, cursorOf, moved, pointed, targetAt } from "./cursor.ts";
import type { Source } from "./export.ts";
import { canHear, type FigureSpec, isEmpty } from "./figure.ts";
import type { Drawing, Held, Mark, Named, Target } from "./frame.ts";
import { legend } from "./key.ts";
import { type Drawn, marks } from "./marks/kinds.ts";
import { menu } from "./menu.ts";
import { nearness } from "./near.ts";
import { parts } from "./parts.ts";
import { placeWords, targetsOf } from "./probe.ts";
import { badgeWords, token } from "./role.ts";
import { draw, group, type Shape, shape } from "./shape.ts";

/** Kinds that fade what does not have the attention. */
const FADING = new Set(["curve", "scatter", "reliability"]);
/** Kinds that are maps on canvases. */
const MAPS = new Set(["boundary", "multiples"]);
/** Series that are hidden where there is no legend. */
const NONE: ReadonlySet<number> = new Set();

let count = 0;

/** What a figure shows beside its drawing. */
export type Opened = "table" | "words" | "export";

/** A figure; everything in it comes from its spec. */
export class FigureElement extends LitElement {
  static override properties = {
    figure: { attribute: false },
    source: { attribute: false },
    extra: { attribute: false },
    name: { type: String },
    detail: { type: String },
    hasLetters: { attribute: false },
    height: { type: Number },
    width: { state: true },
    cursor: { state: true },
    lit: { state: true },
    away: { state: true },
    opened: { state: true },
    isHeard: { state: true },
    fault: { state: true },
  };
  declare figure: FigureSpec | undefined;
  /** What stands at the foot of files. */
  declare source: Source | undefined;
  /** What stands between the title and the drawing. */
  declare extra: unknown;
  /** The title for as long as there is no figure. */
  declare name: string;
  /** How much it says of itself to those who listen. */
  declare detail: "brief" | "full";
  /** Whether letters do anything. */
  declare hasLetters: boolean;
  /** In pixels; the kind's own where it is 0. */
  declare height: number;
  declare width: number;
  declare cursor: Cursor | undefined;
  /** The name of the legend that has the attention. */
  declare lit: Named | undefined;
  /** Series that the visitor has hidden. */
  declare away: ReadonlySet<number>;
  declare opened: ReadonlySet<Opened>;
  declare isHeard: boolean;
  /** What could not be done last, in words. */
  declare fault: string;

  private readonly number = ++count;
  private held: { key: string; domains: Held } = { key: "", domains: {} };
  private drawing: { of: unknown[]; drawing: Drawing; shape: Shape } | undefined;
  private targets: { of: unknown; all: Target[] } | undefined;
  /** The map that is read, where there are several. */
  private map: Element | undefined;
  private silence: (() => void) | undefined;
  private unwatch: (() => void) | undefined;
  private leaveView: (() => void) | undefined;
  /** Whether it is near what is seen; its drawing is as old as it was last. */
  private isNear = false;
  private readonly resize = new ResizeObserver(() => {
    this.width = this.stage?.clientWidth ?? 0;
  });

  constructor() {
    super();
    this.width = 0;
    this.height = 0;
    this.name = "";
    this.detail = "brief";
    this.hasLetters = true;
    this.opened = new Set();
    this.away = new Set();
    this.isHeard = false;
    this.fault = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    this.leaveView = nearness(this, (isNear, isPaper) => {
      this.isNear = isNear;
      if (isNear) this.redraw();
      if (isPaper) this.performUpdate();
    });
    this.unwatch = effect(() => {
      if (theme.value && MAPS.has(this.figure?.kind ?? "")) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.unwatch?.();
    this.leaveView?.();
    this.silence?.();
  }

  private get stage(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".figure-stage");
  }

  /** Drawn in the next frame that has time for it, once what it is drawn with has come. */
  protected override async scheduleUpdate(): Promise<void> {
    await this.fetched();
    await new Promise<void>((resolve) => {
      soon(this, () => {
        super.scheduleUpdate();
        resolve();
      });
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const last = changed.get("figure") as FigureSpec | undefined;
    if (last && last.id !== this.figure?.id) {
      this.cursor = undefined;
      this.away = new Set();
      this.fault = "";
    }
  }

  protected override render(): TemplateResult {
    const { figure } = this;
    const id = `figure-${this.number}`;
    const title = figure?.title ?? this.name;
    return html`<figure class="figure" aria-labelledby=${id}>
      <div class="figure-head">
        <h3 id=${id} part="figure-title">${title}</h3>
        ${figure?.badge ? html`<span class="badge badge-${figure.badge}" part="badge">${badgeWords(figure.badge)}</span>` : nothing}
      </div>
      ${this.extra ?? nothing} ${this.staged(title)} ${this.keyed()}
      <figcaption>
        <p class="sentence">${figure?.sentence || msg("Nothing to show yet.")}</p>
        ${figure?.caption ? html`<p class="caption">${figure.caption}</p>` : nothing}
      </figcaption>
      ${figure && !isEmpty(figure) ? menu(this, figure, id) : nothing}
    </figure>`;
  }

  private staged(title: string): TemplateResult {
    const { figure } = this;
    if (figure?.kind === "table") return html`<div class="figure-stage">${parts.get("listing")?.listing(figure)}</div>`;
    // Without a cursor nothing is read: points are found when they are first asked for.
    const all = this.cursor ? this.readable() : [];
    const here = targetAt(all, this.cursor);
    const isEmptyNow = !figure || isEmpty(figure);
    const hasMaps = figure !== undefined && MAPS.has(figure.kind);
    const read = here && (figure?.kind === "multiples" ? placeWords(here.x, here.y) : here.words());
    // What can be walked through is a slider to those who listen: its value is the point in words.
    return html`<div
      class="figure-stage"
      tabindex=${isEmptyNow ? nothing : 0}
      role=${isEmptyNow ? "img" : "slider"}
      aria-label=${isEmptyNow ? msg(str`${title}. Nothing to show yet.`) : title}
      aria-roledescription=${isEmptyNow ? nothing : msg("figure")}
      aria-valuemin=${isEmptyNow ? nothing : 1}
      aria-valuemax=${isEmptyNow ? nothing : Math.max(1, all.length)}
      aria-valuenow=${isEmptyNow ? nothing : here ? all.indexOf(here) + 1 : 1}
      aria-valuetext=${isEmptyNow || !figure ? nothing : (here?.words() ?? this.said(figure))}
      data-held=${this.cursor?.isHeld ? "" : nothing}
      @keydown=${this.press}
      @pointermove=${this.point}
      @pointerleave=${this.leave}
      @click=${this.hit}
      @focusout=${() => this.leave()}
    >
      ${hasMaps ? parts.get("maps")?.maps(figure, here) : html`<svg class="drawing" aria-hidden="true" focusable="false"></svg>`}
      ${here ? html`<p class="readout" part="readout" aria-hidden="true">${read}</p>` : nothing}
    </div>`;
  }

  /** Names that find no place in the drawing: there they can be pressed. */
  private names(): Named[] {
    const { figure, width } = this;
    return figure && width > 0 ? (this.mark(figure)?.legend?.(figure, width, this.tall(figure)) ?? []) : [];
  }

  private keyed(): TemplateResult | typeof nothing {
    const all = this.names();
    if (all.length === 0) return nothing;
    return legend(all, this.figure?.series ?? [], {
      hidden: this.away,
      light: (one) => {
        this.lit = one;
      },
      toggle: ({ series }) => {
        const isShown = series.some((i) => !this.away.has(i));
        this.away = new Set([...[...this.away].filter((i) => !series.includes(i)), ...(isShown ? series : [])]);
        this.cursor = undefined;
      },
    });
  }

  /** What is said of the whole figure. */
  private said(figure: FigureSpec): string {
    const words = this.detail === "full" ? parts.get("words") : undefined;
    return words ? `${figure.sentence} ${words.describe(figure, "long")}` : figure.sentence;
  }

  protected override updated(): void {
    const svg = this.querySelector<SVGSVGElement>("svg.drawing");
    if (!svg) {
      this.width = this.stage?.clientWidth ?? 0;
      this.placeReadout();
      return;
    }
    if (this.width === 0) this.width = this.stage?.clientWidth ?? 0;
    const { figure, width } = this;
    const tall = figure ? this.tall(figure) : this.height || 220;
    for (const [name, value] of Object.entries({ width, height: tall, viewBox: `0 0 ${width} ${tall}` })) {
      svg.setAttribute(name, String(value));
    }
    if (this.isNear) this.redraw();
  }

  private redraw(): void {
    const svg = this.querySelector<SVGSVGElement>("svg.drawing");
    if (!svg) return;
    const drawn = this.drawn();
    draw(svg, drawn ? [drawn.shape, this.overlay()] : []);
    this.placeReadout();
  }

  private tall(figure: FigureSpec): number {
    return this.height || Math.round(this.mark(figure)?.height(figure, this.width) ?? 220);
  }

  private mark({ kind }: FigureSpec): Mark | undefined {
    return marks.get(kind as Drawn);
  }

  /** Fetches what the figure is drawn with; what cannot come is left out. */
  private async fetched(): Promise<void> {
    const { figure } = this;
    const all: Promise<unknown>[] = [];
    if (figure?.kind === "table") all.push(parts.ask("listing"));
    else if (figure && MAPS.has(figure.kind)) all.push(parts.ask("maps"));
    else if (figure) all.push(marks.ask(figure.kind as Drawn));
    if (figure && this.detail === "full") all.push(parts.ask("words"));
    await Promise.allSettled(all);
    if (figure !== this.figure) await this.fetched();
  }

  /** The drawing, made anew only when what it shows has changed. */
  private drawn() {
    const { figure, width } = this;
    const mark = figure && this.mark(figure);
    if (!mark || width < 80 || figure.kind === "table" || MAPS.has(figure.kind)) return undefined;
    const names = this.names();
    const lit = names.length > 0 && this.lit?.series.length === 1 ? this.lit.series[0] : undefined;
    const focus =
      FADING.has(figure.kind) && (figure.series?.length ?? 0) > 1 ? (this.cursor?.series ?? lit) : undefined;
    const hidden = names.length > 0 ? this.away : NONE;
    const of = [figure, width, this.height, focus, hidden];
    if (this.drawing?.of.every((one, i) => one === of[i])) return this.drawing;
    const key = `${figure.key ?? figure.id} ${figure.kind}`;
    const held = this.held.key === key ? this.held.domains : {};
    const drawing = mark.draw(figure, {
      ...{ width, height: this.tall(figure), held, focus, hidden },
      isKeyed: names.length > 0,
    });
    this.held = { key, domains: drawing.held ?? {} };
    this.drawing = { of, drawing, shape: group({ class: "data" }, drawing.shapes) };
    return this.drawing;
  }

  /** Everything that can be read out; found when it is first asked for. */
  private readable(): Target[] {
    const { figure } = this;
    const drawing = this.drawn()?.drawing;
    const of = figure && MAPS.has(figure.kind) ? figure : drawing;
    if (!of) return [];
    // Places of maps are from the upper left, 0 to 1: they are the same on all of them.
    if (this.targets?.of !== of) this.targets = { of, all: drawing?.targets() ?? (figure ? targetsOf(figure, 1) : []) };
    return this.targets.all;
  }

  /** The ring around the point that is read. */
  private overlay(): Shape {
    const here = this.cursor && targetAt(this.readable(), this.cursor);
    if (!here) return group({ class: "overlay" }, []);
    const ring = { cx: here.x, cy: here.y, r: 7.5, fill: "none" };
    return group({ class: "overlay" }, [
      shape("circle", { ...ring, stroke: token("surface"), "stroke-width": 4.5 }),
      shape("circle", { ...ring, stroke: token("ink"), "stroke-width": 1.75 }),
    ]);
  }

  /** Beside the point, inside of the stage. */
  private placeReadout(): void {
    const box = this.querySelector<HTMLElement>(".readout");
    const here = box && targetAt(this.readable(), this.cursor);
    if (!box || !here) return;
    const { offsetWidth: w, offsetHeight: h } = box;
    const { x, y } = this.pixels(here);
    const left = Math.min(Math.max(0, x - w / 2), Math.max(0, this.width - w));
    const top = y - h - 14 < -8 ? y + 16 : y - h - 14;
    box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  /** Where a target is on the stage: on the map that is read, or in the drawing. */
  private pixels({ x, y }: Target): { x: number; y: number } {
    const map = this.map?.isConnected && this.contains(this.map) ? this.map : this.querySelector(".read");
    if (!map || !this.stage) return { x, y };
    const [stage, box] = [this.stage.getBoundingClientRect(), map.getBoundingClientRect()];
    return { x: box.left - stage.left + x * box.width, y: box.top - stage.top + y * box.height };
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.figure) return;
    if (!this.act(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private act(key: string): boolean {
    const next = moved(this.readable(), this.cursor, key);
    if (next) {
      this.cursor = next;
      return true;
    }
    const letters: Record<string, () => void> = {
      t: () => this.toggle("table"),
      d: () => this.toggle("words"),
      e: () => this.toggle("export"),
      h: () => this.hear(),
      Enter: () => this.choose(targetAt(this.readable(), this.cursor)),
      Escape: () => {
        if (this.cursor) this.cursor = undefined;
        else this.stage?.blur();
        this.silence?.();
      },
    };
    const isLetter = key.length === 1;
    if (isLetter && !this.hasLetters) return false;
    const action = letters[isLetter ? key.toLowerCase() : key];
    action?.();
    return action !== undefined;
  }

  private point(event: PointerEvent): void {
    if (!this.cursor?.isHeld) this.cursor = cursorOf(this.found(event));
  }

  /** What the pointer means. */
  private found(event: MouseEvent): Target | undefined {
    if (this.figure && MAPS.has(this.figure.kind)) {
      const place = parts.get("maps")?.mapAt(event);
      this.map = place?.map;
      return place && pointed(this.readable(), place.x, place.y, false);
    }
    const [x, y] = this.pixel(event);
    const { along = false, reach } = this.drawn()?.drawing ?? {};
    return pointed(this.readable(), x, y, along, reach);
  }

  private pixel(event: MouseEvent): [number, number] {
    const box = this.querySelector("svg.drawing")?.getBoundingClientRect();
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
  }

  private leave(): void {
    if (!this.cursor?.isHeld) this.cursor = undefined;
  }

  private hit(event: MouseEvent): void {
    const [x, y] = this.pixel(event);
    this.choose(this.found(event), this.drawn()?.drawing.place?.(x, y));
  }

  /** Says what was chosen, and holds its read-out; chosen again, it is let go. */
  private choose(
    target: Target | undefined,
    place = target && this.drawn()?.drawing.place?.(target.x, target.y),
  ): void {
    if (place) this.tell("figure-pick", place);
    if (!target) return;
    const { series, index } = target;
    this.tell("figure-point", { series, index });
    const wasHeld = this.cursor?.isHeld && this.cursor.series === series && this.cursor.index === index;
    this.cursor = { series, index, isHeld: !wasHeld };
  }

  /** Tells those around of an event. */
  private tell(name: "figure-pick" | "figure-point", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Opens or closes the table, the words or the files. */
  async toggle(what: Opened): Promise<void> {
    const next = new Set(this.opened);
    if (!next.delete(what)) next.add(what);
    this.opened = next;
    if (!this.figure || !next.has(what)) return;
    if (!(await this.tried(() => parts.ask(what), msg("This part of the page could not be loaded.")))) {
      this.opened = new Set([...this.opened].filter((one) => one !== what));
      return;
    }
    this.requestUpdate();
    const words = what === "words" && parts.get(what)?.describe(this.figure, "long");
    if (words) say(words);
    await this.updateComplete;
    if (what === "export") this.querySelector<HTMLElement>(".figure-files button")?.focus();
  }

  /** Plays the figure, or stops it. */
  async hear(): Promise<void> {
    if (this.silence) this.silence();
    else await this.tried(() => this.play(), msg("The sound could not be played."));
  }

  private async play(): Promise<void> {
    const { play, voices } = await parts.ask("sound");
    // It may have left the page meanwhile, or begun already.
    if (this.silence || !this.isConnected || !this.figure || !canHear(this.figure)) return;
    this.silence = play(voices(this.figure, this.cursor?.series), () => {
      this.isHeard = false;
      this.silence = undefined;
    });
    this.isHeard = true;
  }

  /** Does what a button asks for; where that cannot be done, it is said, and stands below. */
  async tried<T>(work: () => Promise<T>, refused: string): Promise<T | undefined> {
    this.fault = "";
    try {
      return await work();
    } catch {
      this.fault = refused;
      say(refused);
      return undefined;
    }
  }
}

customElements.define("sp-figure", FigureElement);

declare global {
  interface HTMLElementTagNameMap {
    "sp-figure": FigureElement;
  }
}
