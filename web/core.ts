/** The core: which build this browser can run, and how it is loaded. */

import { bytesOf } from "./bytes.ts";
import { splice } from "./splice.ts";

/** The exports of the core, the same in every build. */
export type Core = typeof import("./core/simd/soupcon.js");
/** A build of the core. */
export type Build = "simd" | "relaxed";

/** The smallest modules of one function that need a feature; its body's last instruction is the one in question. */
const MODULES: Record<Build, readonly number[]> = {
  // i32.const 0, i8x16.splat, drop
  simd: [0x41, 0, 0xfd, 15, 0x1a],
  // i32.const 0, i8x16.splat, twice; i8x16.relaxed_swizzle; drop
  relaxed: [0x41, 0, 0xfd, 15, 0x41, 0, 0xfd, 15, 0xfd, 0x80, 0x02, 0x1a],
};

/** Whether the browser has the instructions of a build. */
export function supports(build: Build): boolean {
  const code = MODULES[build];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const type = [1, 4, 1, 0x60, 0, 0];
  const functions = [3, 2, 1, 0];
  const body = [10, code.length + 4, 1, code.length + 2, 0, ...code, 0x0b];
  return WebAssembly.validate(new Uint8Array([...header, ...type, ...functions, ...body]));
}

/** The fastest build that the browser can run. */
export function choose(): Build {
  if (supports("relaxed")) return "relaxed";
  if (supports("simd")) return "simd";
  throw new Error("This browser has no WebAssembly SIMD, which Soupçon needs.");
}

/** What only some need of a build: a graphics device, or the benchmarks. */
export type Part = "gpu" | "bench";

const PARTS: Record<Build, Record<Part, URL>> = {
  simd: {
    gpu: new URL("./core/simd/parts/gpu.wasm", import.meta.url),
    bench: new URL("./core/simd/parts/bench.wasm", import.meta.url),
  },
  relaxed: {
    gpu: new URL("./core/relaxed/parts/gpu.wasm", import.meta.url),
    bench: new URL("./core/relaxed/parts/bench.wasm", import.meta.url),
  },
};
const added = new Map<URL, Promise<void>>();

/** Adds a part to a build that is loaded, before it is called. */
export function add(build: Build, part: Part): Promise<void> {
  const url = PARTS[build][part];
  const known = added.get(url) ?? fetched(build, url);
  added.set(url, known);
  known.catch(() => added.delete(url));
  return known;
}

async function fetched(build: Build, url: URL): Promise<void> {
  const [core, bytes] = await Promise.all([load(build), bytesOf(url)]);
  await splice(await core.default(), bytes);
}

/** Fetches and starts a build. */
export async function load(build: Build = choose()): Promise<Core> {
  const core = build === "relaxed" ? await import("./core/relaxed/soupcon.js") : await import("./core/simd/soupcon.js");
  await core.default();
  return core;
}
