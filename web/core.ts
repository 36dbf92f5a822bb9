/** The core: which build this browser can run, and how it is loaded. */

import { bytesNow, bytesOf } from "./bytes.ts";
import type { serial } from "./serial.ts";
import { lacks, splice } from "./splice.ts";

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

/** What the first view of the Kitchen does without, of each build. */
const RESTS: Record<Build, URL> = {
  simd: new URL("./core/simd/parts/rest.wasm", import.meta.url),
  relaxed: new URL("./core/relaxed/parts/rest.wasm", import.meta.url),
};

/** A core that runs, and how the rest of it comes. */
export interface Begun {
  core: Core;
  /** Fetches the rest, and puts it in when its turn comes. */
  complete(turn: ReturnType<typeof serial>): Promise<void>;
}

/** Starts a build with what the first view needs, in a worker; the rest comes when it is called, at the latest. */
export async function begin(build: Build = choose()): Promise<Begun> {
  const { core, exports } = await start(build);
  let isWhole = false;
  lacks(exports, () => {
    const rest = bytesNow(RESTS[build]);
    isWhole = true;
    return rest;
  });
  return {
    core,
    complete: async (turn) => {
      if (isWhole) return;
      const rest = await bytesOf(RESTS[build]);
      await turn(async () => {
        if (!isWhole) await splice(exports, rest);
        isWhole = true;
      });
    },
  };
}

/** Fetches and starts a build, all of it. */
export async function load(build: Build = choose()): Promise<Core> {
  const [{ core, exports }, rest] = await Promise.all([start(build), bytesOf(RESTS[build])]);
  await splice(exports, rest);
  return core;
}

async function start(build: Build): Promise<{ core: Core; exports: object }> {
  const core = build === "relaxed" ? await import("./core/relaxed/soupcon.js") : await import("./core/simd/soupcon.js");
  return { core, exports: await core.default() };
}
