/** Paints small grey images on canvases in templates. */

import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

class Paint extends Directive {
  private last: unknown;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("`paint` stands in a canvas's tag.");
  }

  override update(part: ElementPart, [pixels, side]: [Float32Array, number]): unknown {
    if (this.last === pixels.buffer) return noChange;
    this.last = pixels.buffer;
    const image = new ImageData(side, side);
    pixels.forEach((value, i) => {
      const light = Math.round(Math.min(1, Math.max(0, value)) * 255);
      image.data.set([light, light, light, 255], i * 4);
    });
    (part.element as HTMLCanvasElement).getContext("2d")?.putImageData(image, 0, 0);
    return noChange;
  }

  render(_pixels: Float32Array, _side: number): unknown {
    return noChange;
  }
}

/** Paints `side × side` values from 0 to 1 on the canvas in whose tag it stands. */
export const paint = directive(Paint);
