/** The element `sp-map`: what a model decides on the plane, with the data on it. */

import { LitElement } from "lit";
import { soon } from "../paced.ts";
import type { Theme } from "../theme.ts";
import type { Decisions, Plane } from "../wire.ts";
import { borders } from "./border.ts";
import { nearness } from "./near.ts";
import { pixels, tintOf } from "./paint.ts";
import { classMarker } from "./path.ts";
import { places } from "./region.ts";
import { stamp, traced } from "./stamp.ts";

/** What a map shows. */
export interface MapFigure {
  map: Decisions;
  plane: Plane;
  /** Names of the classes; what rows are that have a picture: images by their side, signals by their length. */
  recipe: { classes: string[]; side?: number | undefined; length?: number | undefined };
  theme: Theme;
  /** In words. */
  label: string;
}

/** A canvas that is drawn anew when its figure changes. */
export class MapElement extends LitElement {
  static override properties = { figure: { attribute: false } };
  declare figure: MapFigure | undefined;
  private readonly canvas = document.createElement("canvas");
  private readonly resize = new ResizeObserver(() => this.requestUpdate());
  private leaveView: (() => void) | undefined;
  private isNear = false;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "img");
    this.append(this.canvas);
    this.resize.observe(this);
    this.leaveView = nearness(this, (isNear) => {
      this.isNear = isNear;
      if (isNear) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.leaveView?.();
  }

  /** Many maps change at once: they are drawn over several frames. */
  protected override scheduleUpdate(): Promise<void> {
    return new Promise((resolve) => {
      soon(this, () => {
        super.scheduleUpdate();
        resolve();
      });
    });
  }

  protected override updated(): void {
    const { figure } = this;
    if (!figure) return;
    this.setAttribute("aria-label", figure.label);
    if (!this.isNear) return;
    const size = this.clientWidth;
    const scale = Math.min(devicePixelRatio || 1, 2);
    const context = this.canvas.getContext("2d");
    if (!context || size === 0) return;
    if (this.canvas.width !== Math.round(size * scale)) {
      this.canvas.width = Math.round(size * scale);
      this.canvas.height = this.canvas.width;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    draw(context, figure, size);
  }
}

customElements.define("sp-map", MapElement);

/** The classes that have a colour: those of the points, or those that the plane goes through. */
function coloured({ plane, recipe }: MapFigure): number[] {
  return plane.points.length > 0 ? recipe.classes.map((_, i) => i) : [0, 1, 2];
}

function draw(context: CanvasRenderingContext2D, figure: MapFigure, size: number): void {
  const { map, plane, recipe, theme } = figure;
  const large = size >= 170;
  const image = new ImageData(pixels(map, recipe.classes.length, theme, tintOf(coloured(figure))), map.side, map.side);
  const small = new OffscreenCanvas(map.side, map.side);
  small.getContext("2d")?.putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, size, size);
  lines(context, figure, size, large);
  if (plane.points.length > 0) points(context, figure, size, large);
  else anchors(context, figure, size, large);
}

function lines(context: CanvasRenderingContext2D, { map, theme }: MapFigure, size: number, large: boolean): void {
  context.beginPath();
  for (const line of borders(map)) {
    line.forEach(([x, y], i) => {
      if (i === 0) context.moveTo(x * size, y * size);
      else context.lineTo(x * size, y * size);
    });
  }
  context.lineJoin = "round";
  context.lineWidth = large ? 4 : 3;
  context.strokeStyle = theme.middle;
  context.stroke();
  context.lineWidth = large ? 2 : 1.25;
  context.strokeStyle = theme.ink;
  context.stroke();
}

/** The points, drawn once for each size and theme and kept. */
function points(context: CanvasRenderingContext2D, figure: MapFigure, size: number, large: boolean): void {
  const { plane, theme } = figure;
  const scale = context.getTransform().a;
  const key = `${size} ${scale} ${theme.surface}`;
  const sizes = layers.get(plane) ?? new Map<string, OffscreenCanvas>();
  layers.set(plane, sizes);
  const layer = sizes.get(key) ?? new OffscreenCanvas(Math.round(size * scale), Math.round(size * scale));
  const drawing = sizes.has(key) ? null : layer.getContext("2d");
  sizes.set(key, layer);
  drawing?.scale(scale, scale);
  if (drawing) {
    plane.points.forEach(([x, y], i) => {
      if (large || i % 2 === 0) {
        mark(drawing, plane.classes[i] ?? 0, x * size, y * size, large ? 3 : 1.5, theme, large);
      }
    });
  }
  context.drawImage(layer, 0, 0, size, size);
}

const layers = new WeakMap<Plane, Map<string, OffscreenCanvas>>();

function mark(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  own: number,
  x: number,
  y: number,
  radius: number,
  theme: Theme,
  outlined: boolean,
): void {
  const outline = new Path2D(classMarker(own, Math.PI * radius * radius));
  context.save();
  context.translate(x, y);
  context.lineWidth = 2.5;
  context.strokeStyle = theme.surface;
  if (outlined) context.stroke(outline);
  context.fillStyle = theme.classes[own] ?? theme.ink;
  context.fill(outline);
  context.restore();
}

/** The three rows that the plane goes through, as what they look like or as marks, and the names of the classes. */
function anchors(context: CanvasRenderingContext2D, figure: MapFigure, size: number, large: boolean): void {
  const { map, plane, recipe, theme } = figure;
  const isSeen = large && (recipe.side ?? recipe.length) !== undefined;
  const image = isSeen ? Math.round(size / 9) : 0;
  plane.anchors.forEach(([x, y], i) => {
    const row = plane.rows[i];
    // With two classes the third row may be of either.
    const own = i < recipe.classes.length ? i : 3;
    const place: [number, number] = [x * size, y * size];
    const frame = theme.classes[own] ?? theme.ink;
    if (!isSeen || !row) mark(context, own, ...place, large ? 6 : 4, theme, true);
    else if (recipe.side === undefined) traced(context, row, place, image, frame, theme);
    else stamp(context, row, recipe.side, place, image, frame);
  });
  if (!large) return;
  context.font = "600 13px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  const taken = image || 16;
  for (const place of places(map, 0.045)) {
    const name = recipe.classes[place.winner] ?? "";
    const half = context.measureText(name).width / 2 + 4;
    const [x, y] = [Math.min(size - half, Math.max(half, place.x * size)), place.y * size];
    const covered = plane.anchors.some(([s, t]) => Math.hypot(s * size - x, t * size - y) < taken);
    if (covered || isShown(figure, place.winner)) continue;
    context.lineWidth = 4;
    context.strokeStyle = theme.middle;
    context.fillStyle = theme.ink;
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
  }
}

/** Whether the image of a class lies where the class wins: then it needs no name. */
function isShown({ map, plane, recipe }: MapFigure, winner: number): boolean {
  const anchor = plane.anchors[winner];
  if (!anchor || recipe.side === undefined) return false;
  const [x, y] = anchor.map((place) => Math.floor(place * map.side));
  return map.winner[(y ?? 0) * map.side + (x ?? 0)] === winner;
}
