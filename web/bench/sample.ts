/** Data for the workloads, made from a seed. */

import type { Data, Numbers } from "./data.ts";
import { type Draw, draw } from "./random.ts";
import type { Name, Spec } from "./spec.ts";

interface Shaped {
  shape: number[];
  data: Float32Array;
}

function filled(shape: number[], next: () => number): Shaped {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, data: Float32Array.from({ length: size }, next) };
}

/** `count` integers from 0 up to `below`. */
function integers(count: number, below: number, source: Draw): Int32Array {
  return Int32Array.from({ length: count }, () => Math.floor(source.uniform() * below));
}

/** Weights with deviation 1/√inputs and small biases, `[M, in, out]` and `[M, 1, out]` in turn. */
function layers(members: number, sizes: readonly number[], source: Draw): Shaped[] {
  return sizes.slice(1).flatMap((outputs, i) => {
    const inputs = sizes[i] ?? 1;
    const scale = 1 / Math.sqrt(inputs);
    return [
      filled([members, inputs, outputs], () => scale * source.normal()),
      filled([members, 1, outputs], () => 0.1 * source.normal()),
    ];
  });
}

/** Points on two spirals, turned by label. */
function spirals(rows: number, source: Draw): { x: Float32Array; y: Int32Array } {
  const y = integers(rows, 2, source);
  const x = new Float32Array(2 * rows);
  for (const [i, label] of y.entries()) {
    const r = Math.sqrt(source.uniform());
    const angle = 3 * Math.PI * r + Math.PI * label;
    x[2 * i] = r * Math.cos(angle) + 0.02 * source.normal();
    x[2 * i + 1] = r * Math.sin(angle) + 0.02 * source.normal();
  }
  return { x, y };
}

/** Images of noise around a place for each label, so that there is something to learn. */
function images(rows: number, pixels: number, source: Draw): { x: Float32Array; y: Int32Array } {
  const means = filled([10, pixels], () => source.uniform());
  const y = integers(rows, 10, source);
  const x = new Float32Array(rows * pixels);
  for (const [i, label] of y.entries()) {
    for (let p = 0; p < pixels; p += 1) {
      x[i * pixels + p] = 0.7 * (means.data[label * pixels + p] ?? 0) + 0.3 * source.uniform();
    }
  }
  return { x, y };
}

function kernels(M: number, source: Draw): Shaped[] {
  const shapes = [
    [M, 3, 3, 1, 8],
    [M, 8],
    [M, 3, 3, 8, 16],
    [M, 16],
    [M, 784, 10],
    [M, 1, 10],
  ];
  return shapes.map((shape) => {
    const inputs = shape.slice(1, -1).reduce((product, n) => product * n, 1);
    return filled(shape, () => source.normal() / Math.sqrt(Math.max(inputs, 100)));
  });
}

/** The points of a grid over [-1.2, 1.2]². */
function grid(side: number): Float32Array {
  const at = (i: number) => -1.2 + (2.4 * (i + 0.5)) / side;
  return Float32Array.from({ length: 2 * side * side }, (_, k) => {
    const point = Math.floor(k / 2);
    return k % 2 === 0 ? at(point % side) : at(Math.floor(point / side));
  });
}

/** A text in which a token is mostly the one before, plus three: something to learn. */
function text(length: number, below: number, source: Draw): Int32Array {
  const tokens = integers(length, below, source);
  for (let i = 1; i < length; i += 1) {
    if (source.uniform() < 0.8) tokens[i] = ((tokens[i - 1] ?? 0) + 3) % below;
  }
  return tokens;
}

function language(spec: Spec, source: Draw): Data {
  const { V = 1, d = 1, T = 1, F = 1, L = 1, B = 1, nb = 1 } = spec;
  const ones = (size: number) => filled([size], () => 1);
  const normal = (shape: number[], fan: number) => filled(shape, () => source.normal() / Math.sqrt(fan));
  const ws: Record<string, Numbers> = {
    emb: normal([V, d], d),
    pos: normal([T, d], d),
    lnf: ones(d),
    head: normal([d, V], d),
  };
  for (let l = 0; l < L; l += 1) {
    ws[`ln1${l}`] = ones(d);
    ws[`ln2${l}`] = ones(d);
    for (const name of ["q", "k", "v", "o"]) ws[name + l] = normal([d, d], d);
    ws[`f${l}`] = normal([d, F], d);
    ws[`g${l}`] = normal([F, d], F);
  }
  return { ws, tok: text(nb * B * (T + 1), V, source) };
}

/** The data of a workload of these sizes. */
export function sample(name: Name, spec: Spec, seed: number): Data {
  const source = draw(seed);
  const { M = 1, sizes = [], B = 1, nb = 1, G = 1, N = 1, C = 1 } = spec;
  const rows = nb * M * B;
  switch (name) {
    case "W1": {
      const { x, y } = spirals(rows, source);
      return { w: layers(M, sizes, source), bx: x, by: y };
    }
    case "W2": {
      const { x, y } = images(rows, sizes[0] ?? 1, source);
      return { w: layers(M, sizes, source), bx: x, by: y };
    }
    case "W3": {
      const { x, y } = images(rows, 784, source);
      return { w: kernels(M, source), bx: x, by: y };
    }
    case "W4":
      return { w: layers(M, sizes, source), x: grid(G) };
    case "W5": {
      const { x, y } = images(N, sizes[0] ?? 1, source);
      return { a: layers(1, sizes, source), b: layers(1, sizes, source), x, y };
    }
    case "W6a":
    case "W6b": {
      const logits = () => filled([N, C], () => 2 * source.normal());
      return { s: logits(), t: logits(), y: integers(N, C, source) };
    }
    case "W7a":
    case "W7b":
      return language(spec, source);
  }
}
