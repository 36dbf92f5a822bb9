/** Compression with a limit on what comes out. */

/** The bytes of a stream; an error where there are more than `most`. */
async function bytesOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError(`more than ${most} bytes`);
    }
    parts.push(next.value);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Packs bytes. */
export function packed(bytes: Uint8Array, format: CompressionFormat): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(through(bytes, new CompressionStream(format)), Number.POSITIVE_INFINITY);
}

/** Unpacks bytes, at most so many. */
export function unpacked(bytes: Uint8Array, format: CompressionFormat, most: number): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(through(bytes, new DecompressionStream(format)), most);
}

function through(bytes: Uint8Array, by: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> {
  const whole = new ReadableStream<BufferSource>({
    start(controller) {
      controller.enqueue(bytes as Uint8Array<ArrayBuffer>);
      controller.close();
    },
  });
  return whole.pipeThrough(by);
}
