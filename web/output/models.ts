/** Models as files: safetensors, JSON for tiny ones, several in a ZIP. */

import { msg, str } from "../language/message.ts";
import { number } from "../language/number.ts";
import type { Architecture, Layer } from "../npm/module.ts";
import { type Desk, desk } from "./checkpoint.ts";

export type { Architecture, Layer };

/** A member, a soup or a student, to be saved. */
export interface Model {
  /** The file's name without its ending. */
  name: string;
  architecture: Architecture;
  /** All weights, in the core's order. */
  theta: Float32Array;
  about: About;
}

/** What a file says of its model. */
export interface About {
  seed: number;
  /** The data's name. */
  data: string;
  licence: string;
  /** How it was made, such as `uniform soup of 8 members`. */
  how?: string;
}

/** Parameters up to which a model is tiny. */
export const TINY = 10_000;

/** A network in words: `2-32-32-2, relu`. */
export function named(architecture: Architecture): string {
  if (architecture.kind === "mlp") return `${architecture.sizes.join("-")}, ${architecture.activation}`;
  const { size, inputs, channels, classes } = architecture;
  return `${inputs} × ${size} × ${size}, convolutions ${channels.join("-")}, ${classes} classes`;
}

function metadata({ architecture, about }: Model): Record<string, string> {
  const { seed, data, licence, how } = about;
  return {
    format: "pt",
    architecture: JSON.stringify(architecture),
    seed: String(seed),
    data,
    licence,
    ...(how ? { how } : {}),
  };
}

/** A model as safetensors, its layers as tensors `w0`, `b0` and so on, weights `[in, out]`. */
export async function safetensors(model: Model, at: Desk = desk()): Promise<Uint8Array> {
  const tensors = await at.layout(model.architecture);
  return at.write({ metadata: metadata(model), tensors, values: model.theta });
}

/** A tiny model as JSON: what it says of itself, and each tensor's shape and numbers. */
export async function json(model: Model, at: Desk = desk()): Promise<string> {
  const { theta } = model;
  if (theta.length > TINY) {
    const [most, found] = [number(TINY), number(theta.length)];
    throw new Error(msg(str`JSON is for models of at most ${most} parameters; this one has ${found}.`));
  }
  const layers = await at.layout(model.architecture);
  let place = 0;
  const tensors = layers.map(({ name, shape }) => {
    const end = place + shape.reduce((product, dim) => product * dim, 1);
    const values = Array.from(theta.subarray(place, end), shortest);
    place = end;
    return [name, { shape, values }] as const;
  });
  if (place !== theta.length) throw new Error(msg(str`The network has ${place} parameters, not ${theta.length}.`));
  return JSON.stringify({ metadata: metadata(model), tensors: Object.fromEntries(tensors) });
}

/** The shortest decimal that single precision reads back as the same number. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
