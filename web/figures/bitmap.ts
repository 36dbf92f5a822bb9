/** Small pictures as addresses, made the same in the browser and in Node. */

const HEAD = 54;

/** Reads a colour: `#rrggbb` or `rgb(r, g, b)`. What is neither is grey. */
export function channels(colour: string): [number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  const all = hex ? hex.slice(1).map((part) => Number.parseInt(part, 16)) : (colour.match(/[\d.]+/g) ?? []).map(Number);
  const [r = 128, g = 128, b = 128] = all;
  return [r, g, b];
}

/** A picture of colours, row by row from above, as the address of an uncompressed bitmap of 24 bits. */
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
  const stride = Math.ceil((3 * width) / 4) * 4;
  const bytes = new Uint8Array(HEAD + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEAD, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = at(i);
    const row = height - 1 - Math.floor(i / width);
    bytes.set([b, g, r], HEAD + row * stride + 3 * (i % width));
  }
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return `data:image/bmp;base64,${btoa(text)}`;
}
