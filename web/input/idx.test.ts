import { expect, test } from "vitest";
import { packed } from "./bounded.ts";
import { Refused } from "./given.ts";
import { images, isIdx } from "./idx.ts";

/** A file of bytes with dimensions. */
function idx(dims: number[], data: number[]): Uint8Array {
  const head = dims.flatMap((dim) => [dim >>> 24, (dim >> 16) & 255, (dim >> 8) & 255, dim & 255]);
  return Uint8Array.from([0, 0, 8, dims.length, ...head, ...data]);
}

const pixels = idx(
  [20, 2, 3],
  Array.from({ length: 120 }, (_, i) => (i % 2 ? 255 : 51)),
);
const labels = idx(
  [20],
  Array.from({ length: 20 }, (_, i) => i % 4),
);

test("images and labels come in either order, packed or not", async () => {
  expect([pixels, labels].map(isIdx)).toEqual([true, true]);
  expect(isIdx(new TextEncoder().encode("a,b"))).toBe(false);
  const rows = await images([
    { name: "labels", bytes: await packed(labels, "gzip") },
    { name: "images", bytes: pixels },
  ]);
  expect(rows).toMatchObject({ name: "images", shape: [2, 3], classes: ["0", "1", "2", "3"], standardise: false });
  expect(rows.x).toHaveLength(120);
  expect([...rows.x.slice(0, 2)]).toEqual([Math.fround(0.2), 1]);
  expect([...rows.y.slice(0, 5)]).toEqual([0, 1, 2, 3, 0]);
});

test.each([
  [[pixels], "images and labels; 0 is one."],
  [[pixels, pixels], "images and labels"],
  [[pixels, idx([19], Array(19).fill(1))], "20 images but 19 labels"],
  [[pixels, idx([20], [1])], "says 20 bytes and has 1"],
  [[idx([20, 90, 1], Array(1800).fill(0)), labels], "the limit is 64 by 64"],
  [[idx([2, 1, 1], [1, 2]), idx([2], [0, 1])], "at least 20 needed"],
  [[pixels, idx([20], Array(20).fill(99))], "The labels go up to 99"],
  [[pixels, Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0)], "must be IDX of unsigned bytes"],
  [[pixels, Uint8Array.of(0x1f, 0x8b, 0, 0)], "is packed, and cannot be unpacked"],
])("what does not fit is refused: %#", async (files, said) => {
  const why = await images(files.map((bytes, i) => ({ name: String(i), bytes }))).catch((error: unknown) => error);
  expect(why).toBeInstanceOf(Refused);
  expect((why as Refused).message).toContain(said);
});
