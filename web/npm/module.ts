/** The methods by name: what the package `soupcon` gives, in browsers and in Node. */

import init, {
  call as enter,
  type InitOutput,
  merge as join,
  layout as lay,
  functions as list,
  recipe as note,
  readCheckpoint as open,
  version as release,
  writeCheckpoint as save,
} from "../core/functions/functions.js";
import { serial } from "../serial.ts";

/** Why a call was refused. */
export interface Fault {
  code: "unknown" | "missing" | "type" | "shape" | "non-finite" | "range" | "limit" | "device";
  message: string;
  field: string;
}

/** A method as the list of functions has it. */
export interface Description {
  name: string;
  about: string;
  source: string;
  inputs: [name: string, what: string][];
  outputs: [name: string, shape: string][];
  differentiable: boolean;
}

/** Numbers, nested as arrays; typed arrays are taken as well. */
export type Numbers = number | boolean | null | ArrayLike<number> | readonly Numbers[];
/** What a method is given, by name. */
export type Inputs = Record<string, Numbers | string>;
/** What it gives, by name; `error` alone where it was refused. */
export type Answer = Record<string, unknown> & { error?: Fault };

const turn = serial();
let started: Promise<InitOutput> | undefined;

/** Starts the module once. Node reads it from the disk, browsers fetch it. */
function start(): Promise<InitOutput> {
  started ??= load().catch((why: unknown) => {
    started = undefined;
    throw why;
  });
  return started;
}

async function load(): Promise<InitOutput> {
  const url = new URL("../core/functions/functions_bg.wasm", import.meta.url);
  return init({ module_or_path: url.protocol === "file:" ? await read(url) : url });
}

/** A file's bytes from the disk. */
async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile } = await import("node:fs/promises");
  return new Uint8Array(await readFile(url));
}

/**
 * Runs a method. Names and shapes are those of `functions()`; numbers that JSON cannot hold come
 * as the strings "NaN", "Infinity" and "-Infinity".
 */
export async function call(name: string, inputs: Inputs, backend: "cpu" | "gpu" = "cpu"): Promise<Answer> {
  await start();
  const plain = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, nested(value)]));
  return turn(() => enter(name, plain, backend) as Promise<Answer>);
}

/** All methods: what they take and give, and where they come from. */
export async function functions(): Promise<Description[]> {
  await start();
  return list() as Description[];
}

/** How checkpoints are merged; what is left out has the defaults of the command line. */
export interface MergeOptions {
  method: string;
  weights?: number[];
  density?: number;
  scale?: number;
  normalize?: boolean;
  t?: number;
  seed?: number;
  rescale?: "inverse_density" | "l1" | "none";
  floor?: number;
  whole?: boolean;
  dtype?: "f32" | "f16" | "bf16";
}

/** A file of weights: its name and its bytes, safetensors or npy. */
export interface Weights {
  name: string;
  bytes: Uint8Array;
}

/** The merged file and its recipe in YAML; `error` alone where the merge was refused. */
export type Merged = { file: Uint8Array; recipe: string; error?: never } | { error: { code: string; message: string } };

/** Merges checkpoints of the same architecture. */
export async function merge(
  options: MergeOptions,
  models: readonly Weights[],
  base?: Weights,
  fishers: readonly Weights[] = [],
): Promise<Merged> {
  await start();
  const bytes = (files: readonly Weights[]) => files.map((file) => file.bytes);
  const names = [...(base ? [base] : []), ...models].map((file) => file.name);
  return turn(() => join(options, base?.bytes, bytes(models), bytes(fishers), names) as Merged);
}

/** Why something was refused. */
export type Refused = { error: { code: string; message: string } };

/** A tensor's name and its dimensions, slowest first. */
export interface Layer {
  name: string;
  shape: number[];
}

/** A network: widths of all layers, or a square image, its channels and those of each convolution. */
export type Architecture =
  | { kind: "mlp"; sizes: number[]; activation: "relu" | "tanh" | "gelu" }
  | { kind: "cnn"; size: number; inputs: number; channels: number[]; classes: number };

/** A checkpoint in memory: its tensors' numbers stand in `values` one after another. */
export interface Checkpoint {
  metadata: Record<string, string>;
  tensors: Layer[];
  values: Float32Array;
}

/** Writes a safetensors file in single precision. */
export async function writeCheckpoint(checkpoint: Checkpoint): Promise<{ file: Uint8Array; error?: never } | Refused> {
  await start();
  const { metadata, tensors, values } = checkpoint;
  return turn(() => save(metadata, tensors, values) as { file: Uint8Array } | Refused);
}

/** Reads a file of weights, safetensors or npy. */
export async function readCheckpoint(file: Weights): Promise<(Checkpoint & { error?: never }) | Refused> {
  await start();
  return turn(() => open(file.name, file.bytes) as Checkpoint | Refused);
}

/** The tensors of a network in the order of its flat parameters. */
export async function layout(architecture: Architecture): Promise<{ layers: Layer[]; error?: never } | Refused> {
  await start();
  return turn(() => lay(architecture) as { layers: Layer[] } | Refused);
}

/** The recipe in YAML of a merge of models with these names, nothing merged. */
export async function recipe(
  options: MergeOptions,
  models: readonly string[],
  base?: string,
): Promise<{ recipe: string; error?: never } | Refused> {
  await start();
  return turn(() => note(options, base, [...models]) as { recipe: string } | Refused);
}

/** The version of the module. */
export async function version(): Promise<string> {
  await start();
  return release();
}

/** Typed arrays as plain ones; what is not finite as JSON has it. */
function nested(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, nested);
  return Array.isArray(value) ? value.map(nested) : value;
}
