/** The workloads in TensorFlow.js. */

import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import "@tensorflow/tfjs-backend-webgpu";
import type { Data } from "../data.ts";
import type { Spec } from "../spec.ts";
import { type Backend, batch, floats, oneHot, type Peer, type Rival } from "./peer.ts";

const NAMES = { simd: "tfjs-backend-wasm-simd.wasm", threaded: "tfjs-backend-wasm-threaded-simd.wasm" };

async function ready(backend: Backend): Promise<void> {
  setWasmPaths({ [NAMES.simd]: simd, [NAMES.threaded]: threaded, "tfjs-backend-wasm.wasm": plain });
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here.`);
  await tf.ready();
}

type Layers = readonly tf.Tensor[];

/** `[M, in, out]` and `[M, 1, out]` in turn. */
function layers(data: Data["w"], spec: Spec): tf.Tensor[] {
  const { M = 1, sizes = [] } = spec;
  return (data ?? []).map((numbers, i) => {
    const l = Math.floor(i / 2);
    const shape: [number, number, number] = [M, i % 2 === 0 ? (sizes[l] ?? 1) : 1, sizes[l + 1] ?? 1];
    return tf.tensor3d(floats(numbers), shape);
  });
}

function forward(x: tf.Tensor, w: Layers, act: Spec["act"]): tf.Tensor {
  const depth = w.length / 2;
  let h = x;
  for (let l = 0; l < depth; l += 1) {
    h = tf.add(tf.matMul(h, w[2 * l] as tf.Tensor), w[2 * l + 1] as tf.Tensor);
    if (l + 1 < depth) h = act === "tanh" ? tf.tanh(h) : tf.relu(h);
  }
  return h;
}

function training(spec: Spec, data: Data): Rival {
  const { M = 1, sizes = [], B = 1, nb = 1, lr = 1e-3, act } = spec;
  const classes = sizes.at(-1) ?? 1;
  const turns = Array.from({ length: nb }, (_, k) => k);
  const xs = turns.map((k) => tf.tensor3d(batch(data.bx, k, nb), [M, B, sizes[0] ?? 1]));
  const ys = turns.map((k) => tf.tensor2d(oneHot(batch(data.by, k, nb), classes), [M * B, classes]));
  const w = layers(data.w, spec).map((tensor) => tf.variable(tensor));
  const adam = tf.train.adam(lr, 0.9, 0.999, 1e-8);
  let step = 0;
  /** The sum over members of each one's mean over the batch. */
  const loss = () => {
    const k = step % nb;
    const logits = forward(xs[k] as tf.Tensor, w, act).reshape([M * B, classes]);
    const mean = tf.losses.softmaxCrossEntropy(ys[k] as tf.Tensor, logits) as tf.Scalar;
    return mean.mul<tf.Scalar>(M);
  };
  return {
    async run(units) {
      let last: tf.Scalar | null = null;
      for (let i = 0; i < units; i += 1) {
        last?.dispose();
        last = adam.minimize(loss, true, w);
        step += 1;
      }
      const value = (await last?.data())?.[0] ?? Number.NaN;
      last?.dispose();
      return value / M;
    },
  };
}

function boundary(spec: Spec, data: Data): Rival {
  const { G = 1, sizes = [], act } = spec;
  const x = tf.tensor3d(floats(data.x), [1, G * G, sizes[0] ?? 1]);
  const w = layers(data.w, spec);
  const square = () => {
    const [first, second] = tf.split(forward(x, w, act), 2, 2);
    const p = tf.sigmoid(tf.sub(second as tf.Tensor, first as tf.Tensor));
    return tf.mean(tf.square(p));
  };
  return {
    async run(units) {
      let value = Number.NaN;
      for (let i = 0; i < units; i += 1) {
        const mean = tf.tidy(square);
        value = (await mean.data())[0] ?? Number.NaN;
        mean.dispose();
      }
      return value;
    },
  };
}

/** TensorFlow.js. */
export const tfjs: Peer = async (backend, name, spec, data) => {
  await ready(backend);
  if (name === "W1" || name === "W2") return training(spec, data);
  if (name === "W4") return boundary(spec, data);
  if (name === "W6a" || name === "W6b") return distillation(spec, data);
  return undefined;
};

function distillation(spec: Spec, data: Data): Rival {
  const { N = 1, C = 1, alpha = 0, T = 1 } = spec;
  const [s, t] = [tf.tensor2d(floats(data.s), [N, C]), tf.tensor2d(floats(data.t), [N, C])];
  const y = tf.oneHot(tf.tensor1d(floats(data.y), "int32"), C).toFloat();
  const loss = (student: tf.Tensor) => {
    const logQ = tf.logSoftmax(student.div(T));
    const logP = tf.logSoftmax(t.div(T));
    const soft = logP
      .exp()
      .mul(logP.sub(logQ))
      .sum(1)
      .mul(T * T);
    const hard = tf.logSoftmax(student).mul(y).sum(1).neg();
    return hard
      .mul(alpha)
      .add(soft.mul(1 - alpha))
      .mean() as tf.Scalar;
  };
  const both = tf.valueAndGrad(loss as (x: tf.Tensor) => tf.Tensor);
  return {
    async run(units) {
      let value = Number.NaN;
      for (let i = 0; i < units; i += 1) {
        const found = both(s);
        value = (await found.value.data())[0] ?? Number.NaN;
        tf.dispose([found.value, found.grad]);
      }
      return value;
    },
  };
}
