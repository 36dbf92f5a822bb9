/** The element `sp-draw`: a board to draw labelled points on, by mouse, finger or key. */

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, plural, str } from "../language/message.ts";
import { fixed } from "../language/number.ts";
import { board, mark, placeAt } from "./board.ts";
import * as drawing from "./drawing.ts";
import { CLASSES, DOMAIN, type Drawing, type Place, type Point, SIZES } from "./drawing.ts";
import "./draw.css";

/** What `points-change` tells. */
export type PointsChange = CustomEvent<{ points: readonly Point[] }>;

const tools = () => ({ add: msg("Add"), brush: msg("Brush"), move: msg("Move"), erase: msg("Erase") });
type Tool = keyof ReturnType<typeof tools>;
/** How far from a point it can be caught, and how wide the eraser is. */
const REACH = 0.15;
/** Points that a brush sets at each place, and how far it goes before the next. */
const SPRAY = { n: 3, every: 0.12 };
/** How far an arrow key moves the cursor; with Shift, a fifth of that. */
const STRIDE = 0.1;
/** How many points are added at once to a drawing that is too small. */
const LIKE_THESE = 20;

let elements = 0;

/** A drawing board. `points` is what is drawn; `points-change {points}` tells of every step. */
export class DrawElement extends LitElement {
  static override properties = {
    label: { type: Number },
    tool: { type: String },
    noise: { type: Number },
    example: { attribute: false },
    drawing: { state: true },
    cursor: { state: true },
    said: { state: true },
  };
  /** The class that is drawn, 0 to 3. */
  declare label: number;
  /** What a press does. */
  declare tool: Tool;
  /** The brush's radius. */
  declare noise: number;
  /** What an empty board offers to begin with, such as `two moons`. */
  declare example: { name: string; points: readonly Point[] } | undefined;
  declare private drawing: Drawing;
  declare private cursor: Place | undefined;
  declare private said: string;
  private stroke: { pointer: number; index: number; last: Place } | undefined;
  private readonly uid = `draw-${++elements}`;

  constructor() {
    super();
    [this.label, this.tool, this.noise] = [0, "add", 0.35];
    this.drawing = drawing.begun();
    this.said = "";
    // Points that were given before the element was known hide the accessor.
    if (Object.hasOwn(this, "points")) {
      const { points } = this;
      Reflect.deleteProperty(this, "points");
      this.points = points;
    }
  }

  /** What is drawn. Other points from outside begin anew: nothing can be undone. */
  get points(): readonly Point[] {
    return this.drawing.points;
  }

  set points(points: readonly Point[]) {
    if (!drawing.same(points, this.drawing.points)) this.drawing = drawing.begun(points);
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** The drawing one step back. */
  undo(): void {
    this.turn(drawing.undone(this.drawing), msg("Undone."));
  }

  /** The drawing one step forward again. */
  redo(): void {
    this.turn(drawing.redone(this.drawing), msg("Redone."));
  }

  private turn(next: Drawing, words: string): void {
    if (next === this.drawing) return;
    this.drawing = next;
    this.said = `${words} ${this.size()}`;
    this.tell();
  }

  private change(points: readonly Point[], words: string, joined = false): void {
    if (points === this.points) return;
    this.drawing = drawing.changed(this.drawing, points, joined);
    if (words) this.said = `${words} ${this.size()}`;
    this.tell();
  }

  private tell(): void {
    const detail = { points: this.points };
    this.dispatchEvent(new CustomEvent("points-change", { detail, bubbles: true, composed: true }));
  }

  private size(): string {
    const n = this.points.length;
    return plural(n, { one: msg(str`${n} point.`), other: msg(str`${n} points.`) });
  }

  private add(place: Place): void {
    const more = drawing.added(this.points, place, this.label);
    if (more === this.points) this.said = msg(str`The board holds ${SIZES.most} points, and no more.`);
    else this.change(more, msg(str`${CLASSES[this.label]} at ${named(place)}.`));
  }

  private strike(place: Place, reach: number): void {
    const index = drawing.nearest(this.points, place, reach);
    const point = this.points[index];
    if (!point) this.said = msg("No point is near.");
    else
      this.change(drawing.without(this.points, index), msg(str`${CLASSES[point.label]} at ${named(point)} deleted.`));
  }

  private at(event: MouseEvent): Place {
    const box = this.querySelector(".board svg")?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return placeAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || this.tool === "add") return;
    const place = this.at(event);
    const index = this.tool === "move" ? drawing.nearest(this.points, place, 2 * REACH) : -1;
    if (this.tool === "move" && index < 0) {
      this.said = msg("No point is near.");
      return;
    }
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.stroke = { pointer: event.pointerId, index, last: place };
    this.go(place, false);
  }

  private drag(event: PointerEvent): void {
    const place = drawing.within(this.at(event));
    this.cursor = place;
    const { stroke } = this;
    if (stroke?.pointer !== event.pointerId) return;
    const far = Math.hypot(place.x - stroke.last.x, place.y - stroke.last.y);
    if (this.tool === "brush" && far < SPRAY.every) return;
    stroke.last = place;
    this.go(place, true);
  }

  /** A piece of a stroke; the first piece begins a step, however long the stroke gets. */
  private go(place: Place, joined: boolean): void {
    const { points, stroke } = this;
    const next = {
      add: () => points,
      brush: () => drawing.sprayed(points, place, this.label, { n: SPRAY.n, noise: this.noise }, Math.random),
      erase: () => drawing.erased(points, place, REACH),
      move: () => drawing.moved(points, stroke?.index ?? -1, place),
    }[this.tool]();
    this.change(next, "", joined && this.isStroke);
    if (next !== points) this.isStroke = true;
  }

  /** Whether the stroke has changed something. */
  private isStroke = false;

  private lift(event: PointerEvent): void {
    if (this.stroke?.pointer !== event.pointerId) return;
    if (this.isStroke)
      this.said = `${{ add: "", brush: msg("Brushed."), erase: msg("Erased."), move: msg("Moved.") }[this.tool]} ${this.size()}`;
    this.stroke = undefined;
    this.isStroke = false;
  }

  private key(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey || (command && event.key.toLowerCase() !== "z")) return;
    const step = event.shiftKey ? STRIDE / 5 : STRIDE;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.steer(-step, 0),
      ArrowRight: () => this.steer(step, 0),
      ArrowUp: () => this.steer(0, step),
      ArrowDown: () => this.steer(0, -step),
      Enter: () => this.add(this.hand()),
      Delete: () => this.strike(this.hand(), 2 * REACH),
      Backspace: () => this.strike(this.hand(), 2 * REACH),
      z: () => (event.shiftKey ? this.redo() : this.undo()),
    };
    CLASSES.forEach((_, i) => {
      keys[String(i + 1)] = () => this.pick(i);
    });
    const { past, future } = this.drawing;
    // What the board cannot take back is left to the page.
    const mine = (event.shiftKey ? future : past).length > 0;
    const action = command ? (mine ? keys.z : undefined) : event.key === "z" ? undefined : keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  private hand(): Place {
    return this.cursor ?? { x: 0, y: 0 };
  }

  private steer(x: number, y: number): void {
    const tidy = (v: number) => Math.round(v * 100) / 100;
    const hand = this.hand();
    this.cursor = drawing.within({ x: tidy(hand.x + x), y: tidy(hand.y + y) });
    const near = this.points[drawing.nearest(this.points, this.cursor, REACH)];
    const place = named(this.cursor);
    this.said = near ? msg(str`${place}, on a point of class ${CLASSES[near.label]}.`) : `${place}.`;
  }

  private pick(label: number): void {
    this.label = label;
    this.said = msg(str`Class ${CLASSES[label]}.`);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("tool")) this.dataset.tool = this.tool;
  }

  protected override render(): TemplateResult {
    const { uid, points, tool } = this;
    const lacks = drawing.lacking(points);
    const reach = tool === "brush" ? this.noise : tool === "erase" ? REACH : undefined;
    return html`<div class="tools">${this.palette()} ${this.toolbox()} ${this.steps()}</div>
      <div
        class="board"
        tabindex="0"
        role="group"
        aria-roledescription=${msg("drawing board")}
        aria-label=${`${this.size()} ${this.tally()}`}
        aria-describedby="${uid}-keys"
        @pointerdown=${(event: PointerEvent) => this.press(event)}
        @pointermove=${(event: PointerEvent) => this.drag(event)}
        @pointerup=${(event: PointerEvent) => this.lift(event)}
        @pointercancel=${(event: PointerEvent) => this.lift(event)}
        @pointerleave=${() => {
          if (!this.stroke && !this.querySelector(".board:focus-visible")) this.cursor = undefined;
        }}
        @click=${(event: MouseEvent) => {
          if (tool === "add") this.add(this.at(event));
        }}
        @focus=${() => {
          this.cursor ??= { x: 0, y: 0 };
        }}
        @keydown=${(event: KeyboardEvent) => this.key(event)}
      >
        ${board(points, uid, { cursor: this.cursor, reach })}
        ${points.length === 0 && lacks ? html`<p class="empty"><span>${lacks.sentence}</span></p>` : nothing}
      </div>
      <p class="told" role="status">${this.said || this.tally()}</p>
      ${points.length === 0 ? this.offered() : lacks ? this.lack(lacks) : nothing}
      <p class="caption" id="${uid}-keys">
        ${msg("Keys on the board: arrows move the cursor (Shift: finer), Enter adds, Delete erases, 1 to 4 choose the class, Ctrl+Z undoes.")}
      </p>
      ${this.typed()}`;
  }

  private lack({ sentence, offer }: { sentence: string; offer?: "alike" }): TemplateResult {
    const more = () =>
      this.change(
        drawing.alike(this.points, LIKE_THESE, this.noise, Math.random),
        msg(str`${LIKE_THESE} points added.`),
      );
    return html`<p class="lack">
      ${sentence}
      ${offer ? html`<button type="button" @click=${more}>${msg(str`Add ${LIKE_THESE} like these`)}</button>` : nothing}
    </p>`;
  }

  private offered(): TemplateResult | typeof nothing {
    const { example } = this;
    if (!example) return nothing;
    const use = () => this.change(drawing.begun(example.points).points, msg(str`The points of ${example.name}.`));
    return html`<p class="lack"><button type="button" @click=${use}>${msg(str`Use ${example.name}`)}</button></p>`;
  }

  private tally(): string {
    const counts = CLASSES.map((name, i) => [name, this.points.filter(({ label }) => label === i).length] as const);
    const parts = counts.filter(([, n]) => n > 0).map(([name, n]) => msg(str`${name}: ${n}`));
    return parts.length > 0 ? `${parts.join(", ")}.` : "";
  }

  private palette(): TemplateResult {
    return html`<fieldset class="palette">
      <legend>${msg("Class")}</legend>
      ${CLASSES.map(
        (name, i) => html`<label class=${`class-${name.toLowerCase()}`}>
          <input
            type="radio"
            name="${this.uid}-class"
            .checked=${live(this.label === i)}
            @change=${() => this.pick(i)}
          />
          <svg viewBox="-6 -6 12 12" width="16" height="16" aria-hidden="true"><path d=${mark(i)} /></svg>
          ${name}
        </label>`,
      )}
    </fieldset>`;
  }

  private toolbox(): TemplateResult {
    return html`<fieldset class="toolbox">
      <legend>${msg("Tool")}</legend>
      ${Object.entries(tools()).map(
        ([tool, name]) => html`<label>
          <input
            type="radio"
            name="${this.uid}-tool"
            .checked=${live(this.tool === tool)}
            @change=${() => {
              this.tool = tool as Tool;
            }}
          />
          ${name}
        </label>`,
      )}
      ${
        this.tool === "brush"
          ? html`<label class="noise">
            ${msg("Noise")}
            <input
              type="range"
              min="0.05"
              max="1"
              step="0.05"
              .value=${live(String(this.noise))}
              @input=${(event: Event) => {
                this.noise = (event.target as HTMLInputElement).valueAsNumber;
              }}
            />
          </label>`
          : nothing
      }
    </fieldset>`;
  }

  private steps(): TemplateResult {
    const { past, future, points } = this.drawing;
    const clear = () => this.change([], msg("The board is empty."));
    return html`<div class="steps">
      <button type="button" ?disabled=${past.length === 0} @click=${() => this.undo()}>${msg("Undo")}</button>
      <button type="button" ?disabled=${future.length === 0} @click=${() => this.redo()}>${msg("Redo")}</button>
      <button type="button" ?disabled=${points.length === 0} @click=${clear}>${msg("Clear")}</button>
    </div>`;
  }

  /** The same by fields and buttons. */
  private typed(): TemplateResult {
    const field = (axis: "x" | "y") => html`<label>
      ${axis}
      <input
        type="number"
        min=${DOMAIN.low}
        max=${DOMAIN.high}
        step="0.05"
        .value=${live(this.hand()[axis].toFixed(2))}
        @change=${(event: Event) => {
          const value = (event.target as HTMLInputElement).valueAsNumber;
          if (Number.isFinite(value)) this.cursor = drawing.within({ ...this.hand(), [axis]: value });
          this.requestUpdate();
        }}
      />
    </label>`;
    return html`<details class="typed">
      <summary>${msg("By numbers")}</summary>
      <div class="inline">
        ${field("x")} ${field("y")}
        <button type="button" @click=${() => this.add(this.hand())}>${msg(str`Add ${CLASSES[this.label]}`)}</button>
        <button type="button" @click=${() => this.strike(this.hand(), Number.POSITIVE_INFINITY)}>${msg("Delete the nearest")}</button>
      </div>
    </details>`;
  }
}

function named({ x, y }: Place): string {
  return msg(str`x ${fixed(x, 2)}, y ${fixed(y, 2)}`).replaceAll("-", "−");
}

customElements.define("sp-draw", DrawElement);
