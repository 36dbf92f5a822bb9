/** A small image of the data set. */

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
