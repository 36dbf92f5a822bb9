// @vitest-environment node
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { inflate } from "./inflate.ts";

const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

test("gzip is undone, and what the server has undone already is left alone", async () => {
  const plain = Uint8Array.from({ length: 1000 }, (_, i) => i % 7);
  expect([...(await inflate(exact(gzipSync(plain))))]).toEqual([...plain]);
  expect([...(await inflate(exact(plain)))]).toEqual([...plain]);
});
