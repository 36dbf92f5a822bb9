/** The exhibits without a page: what they declare, and runs of them over seeds, in browsers and in Node. */

import init, { Exhibit, type InitOutput, exhibits as list } from "../core/exhibits/exhibits.js";
import { inflate } from "../inflate.ts";
import { Memo } from "../memo.ts";
import { serial } from "../serial.ts";
import { partsOf, splice } from "../splice.ts";

/** A value of a setting. */
export type Setting = number | boolean | string | readonly string[] | readonly number[];

/** An exhibit as it declares itself: its card, controls and claims are plain data. */
export interface Declaration {
  card: { slug: string; title: string; question: string; [name: string]: unknown };
  controls: { name: string; phase: "prepare" | "live"; kind: string; default: Setting; [name: string]: unknown }[];
  claims: { id: string; says: string; difference: string; unit: string }[];
}

/** How an exhibit is run. */
export interface RunOptions {
  /** Repetitions, from 1 to 100. */
  seeds?: number;
  /** The seed of the first one. */
  seed?: number;
  /** Settings by name; what is left out has its default. */
  values?: Record<string, Setting>;
  backend?: "cpu" | "gpu";
  /** Hears how far each seed is, from 0 to 1. */
  progress?: (at: { seed: number; share: number; doing: string }) => void;
  /** Ends the run. */
  signal?: AbortSignal;
  /** Where the data sets are, if not beside this module. */
  data?: string | URL;
}

/** What a run found: its sentence, figures and table as data, and the verdict on each claim. */
export interface Ran {
  exhibit: string;
  values: Record<string, Setting>;
  seconds: number[];
  snapshot: { sentence: string; figures: unknown[]; table: unknown };
  findings: {
    claim: { id: string; says: string };
    interval: { mean: number; low: number; high: number; n: number } | null;
    differences: (number | null)[];
    verdict: "same direction" | "not seen at this size" | "opposite" | "not yet run";
  }[];
}

interface Entry {
  file: string;
}

const DATA = "data/";
const turn = serial();
const core = new Memo<InitOutput>();
const start = (): Promise<InitOutput> => core.get("core", load);

async function load(): Promise<InitOutput> {
  const url = new URL("../core/exhibits/exhibits_bg.wasm", import.meta.url);
  return init({ module_or_path: url.protocol === "file:" ? await bytes(url) : url });
}

/** Parts of the module that are there, or on their way. */
const parts = new Memo<void>();

/** Adds what only some need: an exhibit, or a graphics device. A name that there is not is the core's to refuse. */
async function add(name: string): Promise<void> {
  const there = await start();
  if (name !== "gpu" && !(list() as Declaration[]).some(({ card }) => card.slug === name)) return;
  const url = new URL(`../core/exhibits/parts/${name}.wasm`, import.meta.url);
  return parts.get(name, async () => splice(there, await bytes(url)));
}

/** A file's bytes: Node reads it from the disk, browsers fetch it. */
async function bytes(url: URL): Promise<ArrayBuffer> {
  if (url.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return new Uint8Array(await readFile(url)).buffer;
  }
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`data: ${url.href} could not be fetched (${answer.status}).`);
  return answer.arrayBuffer();
}

/** All exhibits. */
export async function exhibits(): Promise<Declaration[]> {
  await start();
  return list() as Declaration[];
}

/**
 * Runs an exhibit seed after seed and says what it found. Rejects with one sentence that names what cannot
 * be; with the signal's reason where it was ended.
 */
export async function run(exhibit: string, options: RunOptions = {}): Promise<Ran> {
  const { seeds = 5, seed = 0, values = {}, backend = "cpu", progress, signal } = options;
  if (!(Number.isInteger(seeds) && seeds >= 1 && seeds <= 100))
    throw new RangeError("seeds: must be a whole number from 1 to 100.");
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new RangeError("seed: must be a whole number from 0 to 4294967295.");
  signal?.throwIfAborted();
  await Promise.all(partsOf(exhibit, backend).map(add));
  const folder = new URL(options.data ?? DATA, import.meta.url);
  return turn(async () => {
    let at = 0;
    const opened = await told(() =>
      Exhibit.open(exhibit, values, backend, {
        data: (name: string) => set(folder, name),
        progress: async (now: { share: number; doing: string }) => {
          progress?.({ seed: at, ...now });
          return !signal?.aborted;
        },
      }),
    );
    try {
      const seconds: number[] = [];
      for (; at < seeds; at++) {
        const begun = performance.now();
        await told(() => opened.prepare(seed)).catch((why: unknown) => {
          signal?.throwIfAborted();
          throw why;
        });
        seconds.push((performance.now() - begun) / 1e3);
      }
      const snapshot = (await told(() => opened.explore())) as Ran["snapshot"];
      return { exhibit, values, seconds, snapshot, findings: opened.findings() as Ran["findings"] };
    } finally {
      opened.free();
    }
  });
}

/** What the core refuses is an error with its sentence. */
async function told<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (why) {
    if (why instanceof Error) throw why;
    const { message = String(why) } = why as { message?: string };
    throw new RangeError(message);
  }
}

/** The rows of a bundled set. */
async function set(folder: URL, name: string): Promise<{ train: Uint8Array[]; test: Uint8Array[] }> {
  const index = JSON.parse(new TextDecoder().decode(await bytes(new URL("index.json", folder)))) as {
    sets: { name: string; train: Entry[]; test: Entry[] }[];
  };
  const found = index.sets.find((one) => one.name === name);
  if (!found) throw new Error(`data: there is no set ${name}.`);
  const all = (files: Entry[]) =>
    Promise.all(files.map(async ({ file }) => inflate(await bytes(new URL(file, folder)))));
  return { train: await all(found.train), test: await all(found.test) };
}
