/** A row of the data set in small: an image, or a signal. */

import type { Theme } from "../theme.ts";

/** Draws a row of numbers from 0 to 1 as an image, light on dark, with a frame. */
export function stamp(
  context: CanvasRenderingContext2D,
  row: readonly number[],
  side: number,
  [x, y]: [number, number],
  size: number,
  frame: string,
): void {
  const image = new ImageData(side, side);
  row.forEach((value, i) => {
    const light = Math.round(Math.min(1, Math.max(0, value)) * 255);
    image.data.set([light, light, light, 255], i * 4);
  });
  const small = new OffscreenCanvas(side, side);
  small.getContext("2d")?.putImageData(image, 0, 0);
  const [left, top] = [Math.round(x - size / 2), Math.round(y - size / 2)];
  context.fillStyle = frame;
  context.fillRect(left - 3, top - 3, size + 6, size + 6);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, size, size);
  context.imageSmoothingEnabled = true;
}

/** Draws a row of numbers as a line, with a frame. */
export function traced(
  context: CanvasRenderingContext2D,
  row: readonly number[],
  [x, y]: [number, number],
  size: number,
  frame: string,
  { surface, ink }: Theme,
): void {
  const [left, top] = [Math.round(x - size / 2), Math.round(y - size / 2)];
  const [low, high] = [Math.min(...row), Math.max(...row)];
  context.fillStyle = frame;
  context.fillRect(left - 3, top - 3, size + 6, size + 6);
  context.fillStyle = surface;
  context.fillRect(left, top, size, size);
  context.beginPath();
  row.forEach((value, i) => {
    const across = left + 2 + ((size - 4) * i) / Math.max(1, row.length - 1);
    const down = top + size - 3 - ((size - 6) * (value - low)) / (high - low || 1);
    if (i === 0) context.moveTo(across, down);
    else context.lineTo(across, down);
  });
  context.lineWidth = 1.25;
  context.strokeStyle = ink;
  context.stroke();
}
