/** Small pictures as addresses, made the same in the browser and in Node. */

import { encode } from "fast-png";

/** Reads a colour: `#rrggbb` or `rgb(r, g, b)`. What is neither is grey. */
export function channels(colour: string): [number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  const all = hex ? hex.slice(1).map((part) => Number.parseInt(part, 16)) : (colour.match(/[\d.]+/g) ?? []).map(Number);
  const [r = 128, g = 128, b = 128] = all;
  return [r, g, b];
}

/** A picture of colours, row by row from above, as the address of a PNG file. */
export function bitmap(width: number, height: number, colours: readonly string[]): string {
  const known = new Map<string, [number, number, number]>();
  return fromChannels(width, height, (i) => {
    const colour = colours[i] ?? "";
    const found = known.get(colour) ?? channels(colour);
    known.set(colour, found);
    return found;
  });
}

/** As `bitmap`, from red, green and blue of each point, 0 to 255. */
export function fromChannels(
  width: number,
  height: number,
  at: (i: number) => readonly [number, number, number],
): string {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) data.set(at(i), 3 * i);
  return address(encode({ width, height, data, channels: 3 }));
}

/** As `bitmap`, from the grey of each point, 0 to 255. */
export function fromLevels(width: number, height: number, at: (i: number) => number): string {
  const data = Uint8Array.from({ length: width * height }, (_, i) => at(i));
  return address(encode({ width, height, data, channels: 1 }));
}

function address(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return `data:image/png;base64,${btoa(text)}`;
}
