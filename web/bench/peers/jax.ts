/** The workloads in jax-js. */

import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import type { Data } from "../data.ts";
import type { Spec } from "../spec.ts";
import { type Backend, batch, floats, oneHot, type Peer, type Rival } from "./peer.ts";

type Tree = np.Array[];

async function ready(backend: Backend): Promise<void> {
  const there = await init(backend);
  if (!there.includes(backend)) throw new Error(`jax-js has no ${backend} here.`);
  defaultDevice(backend);
}

function layers(data: Data["w"], spec: Spec): Tree {
  const { M = 1, sizes = [] } = spec;
  return (data ?? []).map((numbers, i) => {
    const l = Math.floor(i / 2);
    return np.array(floats(numbers)).reshape([M, i % 2 === 0 ? (sizes[l] ?? 1) : 1, sizes[l + 1] ?? 1]);
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

const [FIRST, SECOND, EPSILON] = [0.9, 0.999, 1e-8];

/** One step of Adam: weights, both moments, and what is left of the decay rates' powers. */
function stepper(spec: Spec) {
  const { B = 1, lr = 1e-3, act } = spec;
  /** The sum over members of each one's mean over the batch. */
  const loss = (w: Tree, x: np.Array, y: np.Array) =>
    nn
      .logSoftmax(forward(x, w, act), -1)
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

function training(spec: Spec, data: Data): Rival {
  const { M = 1, sizes = [], B = 1, nb = 1 } = spec;
  const classes = sizes.at(-1) ?? 1;
  const turns = Array.from({ length: nb }, (_, k) => k);
  const xs = turns.map((k) => np.array(batch(data.bx, k, nb)).reshape([M, B, sizes[0] ?? 1]));
  const ys = turns.map((k) => np.array(oneHot(batch(data.by, k, nb), classes)).reshape([M, B, classes]));
  const step = stepper(spec);
  let w = layers(data.w, spec);
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
  const w = layers(data.w, spec);
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
  if (name === "W1" || name === "W2") return training(spec, data);
  if (name === "W4") return boundary(spec, data);
  return undefined;
};
