/** Models brought back: read, compared with the network that is set, put in its order. */

import { msg, str } from "../language/message.ts";
import { fixed } from "../language/number.ts";
import { type Desk, desk } from "./checkpoint.ts";
import type { Architecture, Layer } from "./models.ts";

/** The largest file. */
const LARGEST = 64 * 2 ** 20;
/** Differences that are told one by one. */
const TOLD = 5;

/** A model that fits. */
export interface Brought {
  name: string;
  /** Its weights in the core's order. */
  theta: Float32Array;
  /** What the file says of itself. */
  metadata: Record<string, string>;
}

/** What differs from the wanted tensors, one sentence part each. A bias may have axes of length 1 before it. */
export function differences(wanted: readonly Layer[], found: readonly Layer[]): string[] {
  const all = new Map(found.map((layer) => [layer.name, layer.shape]));
  const names = new Set(wanted.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !all.has(name)).map(({ name }) => msg(str`${name} is missing`));
  const other = wanted.flatMap(({ name, shape }) => {
    const has = all.get(name);
    return has && String(bare(has)) !== String(bare(shape))
      ? [msg(str`${name} is ${sized(has)} instead of ${sized(shape)}`)]
      : [];
  });
  const besides = found
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => msg(str`${name} is not in the network`));
  return [...missing, ...other, ...besides];
}

function bare(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((dim) => dim !== 1);
  const last = shape.findLastIndex((dim) => dim !== 1);
  return first === last ? shape.filter((dim) => dim !== 1) : shape;
}

function sized(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** Reads a file as a model of this network; throws one sentence where it is none. */
export async function model(file: File, architecture: Architecture, at: Desk = desk()): Promise<Brought> {
  if (file.size > LARGEST) {
    throw new Error(msg(str`${file.name} has ${fixed(file.size / 2 ** 20, 1)} MiB; the limit is 64 MiB.`));
  }
  const wanted = await at.layout(architecture);
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Safetensors begins with the length of a header, so that it never begins with a brace and a quotation mark.
  const isJson = /^\s*\{\s*"/.test(new TextDecoder("latin1").decode(bytes.subarray(0, 64)));
  const read = isJson ? fromJson(file.name, new TextDecoder().decode(bytes)) : await at.read(file.name, bytes);
  const wrong = differences(wanted, read.tensors);
  if (wrong.length > 0) {
    const told = wrong.slice(0, TOLD).join(", ");
    const more = wrong.length - TOLD;
    throw new Error(
      more > 0
        ? msg(str`${file.name} does not fit the network: ${told}, and ${more} more.`)
        : msg(str`${file.name} does not fit the network: ${told}.`),
    );
  }
  return { name: file.name, theta: ordered(wanted, read.tensors, read.values), metadata: read.metadata };
}

/** Values of tensors in any order, in the wanted one. */
function ordered(wanted: readonly Layer[], found: readonly Layer[], values: Float32Array): Float32Array {
  const places = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape } of found) {
    const end = at + size(shape);
    places.set(name, values.subarray(at, end));
    at = end;
  }
  const out = new Float32Array(values.length);
  let to = 0;
  for (const { name } of wanted) {
    const part = places.get(name) ?? new Float32Array();
    out.set(part, to);
    to += part.length;
  }
  return out;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

function fromJson(
  name: string,
  text: string,
): { tensors: Layer[]; values: Float32Array; metadata: Record<string, string> } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (why) {
    throw new Error(msg(str`${name} is not JSON: ${why instanceof Error ? why.message : why}.`));
  }
  const { tensors, metadata } = (parsed ?? {}) as {
    tensors?: Record<string, { shape?: unknown; values?: unknown }>;
    metadata?: object;
  };
  if (typeof tensors !== "object" || tensors === null) throw new Error(msg(str`${name} has no tensors.`));
  const parts = Object.entries(tensors).map(([tensor, it]) => {
    const { shape, values } = it ?? {};
    const isShape = Array.isArray(shape) && shape.every((dim) => Number.isInteger(dim) && dim >= 0);
    if (!isShape || !Array.isArray(values)) throw new Error(msg(str`${name}: ${tensor} must have a shape and values.`));
    if (values.length !== size(shape)) {
      throw new Error(msg(str`${name}: ${tensor} has ${values.length} values, but its shape is ${sized(shape)}.`));
    }
    const odd = values.findIndex((value) => typeof value !== "number" || !Number.isFinite(Math.fround(value)));
    if (odd >= 0) throw new Error(msg(str`${name}: value ${odd + 1} of ${tensor} is not a finite number.`));
    return { name: tensor, shape: shape as number[], values: values as number[] };
  });
  const said = Object.entries(metadata ?? {}).map(([key, value]) => [key, String(value)]);
  return {
    tensors: parts,
    values: Float32Array.from(parts.flatMap(({ values }) => values)),
    metadata: Object.fromEntries(said),
  };
}
