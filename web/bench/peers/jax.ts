/** The workloads in jax-js. */

import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad, vmap } from "@jax-js/jax";
import type { Data } from "../data.ts";
import type { Spec } from "../spec.ts";
import { type Backend, batch, floats, oneHot, type Peer, type Rival } from "./peer.ts";

type Tree = np.Array[];

async function ready(backend: Backend): Promise<void> {
  const there = await init(backend);
  if (!there.includes(backend)) throw new Error(`jax-js has no ${backend} here.`);
  defaultDevice(backend);
}

function weights(data: Data["w"]): Tree {
  return (data ?? []).map((numbers) => {
    if (!("shape" in numbers)) throw new Error("Weights need shapes.");
    return np.array(floats(numbers)).reshape([...(numbers.shape ?? [])]);
  });
}

function forward(x: np.Array, w: Tree, act: Spec["act"]): np.Array {
  const depth = w.length / 2;
  let h = x;
  for (let l = 0; l < depth; l += 1) {
    h = np.matmul(h, w[2 * l] as np.Array).add(w[2 * l + 1] as np.Array);
    if (l + 1 < depth) h = act === "tanh" ? np.tanh(h) : nn.relu(h);
  }
  return h;
}

/** Two convolutions, each followed by the largest of every square of four, and a layer, of one member. */
function convolutions(side: number): (...all: Tree) => np.Array {
  const half = (h: np.Array, kernel: np.Array, bias: np.Array) => {
    const z = lax.conv(h, np.transpose(kernel, [3, 2, 0, 1]), [1, 1], "SAME").add(bias.reshape([1, -1, 1, 1]));
    const [rows = 1, channels = 1, height = 1, width = 1] = z.shape;
    return np.max(nn.relu(z).reshape([rows, channels, height / 2, 2, width / 2, 2]), [3, 5]);
  };
  return (...[x, k1, b1, k2, b2, w, b]) => {
    const h = half(
      half((x as np.Array).reshape([-1, 1, side, side]), k1 as np.Array, b1 as np.Array),
      k2 as np.Array,
      b2 as np.Array,
    );
    const rows = h.shape[0] ?? 1;
    return np.matmul(np.transpose(h, [0, 2, 3, 1]).reshape([rows, -1]), w as np.Array).add(b as np.Array);
  };
}

/** Logits `[M, B, classes]` of all members' rows. */
type Logits = (x: np.Array, w: Tree) => np.Array;

function logits(spec: Spec): Logits {
  if (spec.sizes) return (x, w) => forward(x, w, spec.act);
  const all = vmap(convolutions(28));
  return (x, w) => all(x, ...w) as np.Array;
}

const [FIRST, SECOND, EPSILON] = [0.9, 0.999, 1e-8];

/** One step of Adam: weights, both moments, and what is left of the decay rates' powers. */
function stepper(spec: Spec) {
  const { B = 1, lr = 1e-3 } = spec;
  const of = logits(spec);
  /** The sum over members of each one's mean over the batch. */
  const loss = (w: Tree, x: np.Array, y: np.Array) =>
    nn
      .logSoftmax(of(x, w), -1)
      .mul(y)
      .sum()
      .mul(-1 / B);
  const both = valueAndGrad(loss);
  return jit((w: Tree, m: Tree, v: Tree, powers: np.Array, x: np.Array, y: np.Array) => {
    const [value, gradient] = both(w.map((one) => one.ref) as Tree, x, y) as unknown as [np.Array, Tree];
    const next = powers.mul(np.array([FIRST, SECOND]));
    const left = np.array(1).sub(next.ref);
    const [c1, c2] = [left.ref.slice(0), left.slice(1)];
    const m2 = m.map((one, i) => one.mul(FIRST).add((gradient[i] as np.Array).ref.mul(1 - FIRST)));
    const v2 = v.map((one, i) => one.mul(SECOND).add(np.square(gradient[i] as np.Array).mul(1 - SECOND)));
    const w2 = w.map((one, i) => {
      const first = (m2[i] as np.Array).ref.div(c1.ref).mul(lr);
      const second = np.sqrt((v2[i] as np.Array).ref.div(c2.ref)).add(EPSILON);
      return one.sub(first.div(second));
    });
    c1.dispose();
    c2.dispose();
    return [value, w2, m2, v2, next] as [np.Array, Tree, Tree, Tree, np.Array];
  });
}

/** The lengths of a row and of its logits. */
function rows({ sizes = [28 * 28, 10] }: Spec): { inputs: number; classes: number } {
  return { inputs: sizes[0] ?? 1, classes: sizes.at(-1) ?? 1 };
}

function training(spec: Spec, data: Data): Rival {
  const { M = 1, B = 1, nb = 1 } = spec;
  const { classes, inputs } = rows(spec);
  const turns = Array.from({ length: nb }, (_, k) => k);
  const xs = turns.map((k) => np.array(batch(data.bx, k, nb)).reshape([M, B, inputs]));
  const ys = turns.map((k) => np.array(oneHot(batch(data.by, k, nb), classes)).reshape([M, B, classes]));
  const step = stepper(spec);
  let w = weights(data.w);
  let m = w.map((one) => np.zeros(one.shape));
  let v = w.map((one) => np.zeros(one.shape));
  let powers = np.array([1, 1]);
  let count = 0;
  return {
    async run(units) {
      let last = np.array(Number.NaN);
      for (let i = 0; i < units; i += 1) {
        last.dispose();
        const k = count % nb;
        [last, w, m, v, powers] = step(w, m, v, powers, (xs[k] as np.Array).ref, (ys[k] as np.Array).ref);
        count += 1;
      }
      await blockUntilReady(w);
      return Number(await last.jsAsync()) / M;
    },
  };
}

function boundary(spec: Spec, data: Data): Rival {
  const { G = 1, sizes = [], act } = spec;
  const x = np.array(floats(data.x)).reshape([1, G * G, sizes[0] ?? 1]);
  const w = weights(data.w);
  const square = jit((w: Tree, x: np.Array) => {
    const z = forward(x, w, act);
    const p = nn.sigmoid(z.ref.slice([], [], 1).sub(z.slice([], [], 0)));
    return np.square(p).mean();
  });
  return {
    async run(units) {
      let value = Number.NaN;
      for (let i = 0; i < units; i += 1)
        value = Number(
          await square(
            w.map((one) => one.ref),
            x.ref,
          ).jsAsync(),
        );
      return value;
    },
  };
}

/** jax-js. */
export const jax: Peer = async (backend, name, spec, data) => {
  await ready(backend);
  if (name === "W1" || name === "W2" || name === "W3") return training(spec, data);
  if (name === "W4") return boundary(spec, data);
  return undefined;
};
