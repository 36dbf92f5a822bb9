/** Files together in one. */

/** A ZIP. Weights hardly get smaller, so bytes are stored as they are; texts are packed. */
export async function zip(files: Record<string, Uint8Array | string>): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import("fflate");
  const entries = Object.entries(files).map(([name, file]): [string, [Uint8Array, { level: 0 | 6 }]] =>
    typeof file === "string" ? [name, [strToU8(file), { level: 6 }]] : [name, [file, { level: 0 }]],
  );
  return zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>;
}
