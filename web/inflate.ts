/** Undoes gzip, unless the server has done so already. */

/** The bytes of a file that is stored as gzip. */
export async function inflate(file: ArrayBuffer): Promise<Uint8Array> {
  const bytes = new Uint8Array(file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
