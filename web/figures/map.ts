/** The element `sp-map`: what a model decides on the plane, with the data on it. */

import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from "d3-shape";
import { LitElement } from "lit";
import { Late } from "../late.ts";
import { soon } from "../paced.ts";
import type { Theme } from "../theme.ts";
import type { Decisions, Plane } from "../wire.ts";
import { borders } from "./border.ts";
import { nearness } from "./near.ts";
import { pixels, tintOf } from "./paint.ts";

/** What planes through rows need beside. */
const rows = new Late({ anchors: () => import("./anchors.ts") });

const SHAPES = [symbolCircle, symbolTriangle, symbolSquare, symbolDiamond];

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
    this.append(this.canvas);
    this.resize.observe(this);
    this.leaveView = nearness(this, (isNear, isPaper) => {
      this.isNear = isNear;
      if (isNear) this.requestUpdate();
      if (isPaper) this.performUpdate();
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
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", figure.label);
    if (!this.isNear) return;
    if (figure.plane.points.length === 0 && !rows.get("anchors")) {
      const come = () => this.requestUpdate();
      rows.ask("anchors").then(come, () => undefined);
    }
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
  else rows.get("anchors")?.anchors(context, figure, size, large);
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

/** Draws the marker of a class. */
export function mark(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  own: number,
  x: number,
  y: number,
  radius: number,
  theme: Theme,
  outlined: boolean,
): void {
  const shape = SHAPES[own % SHAPES.length] ?? symbolCircle;
  context.save();
  context.translate(x, y);
  context.beginPath();
  symbol(shape, Math.PI * radius * radius).context(context as CanvasRenderingContext2D)();
  context.lineWidth = 2.5;
  context.strokeStyle = theme.surface;
  if (outlined) context.stroke();
  context.fillStyle = theme.classes[own] ?? theme.ink;
  context.fill();
  context.restore();
}
