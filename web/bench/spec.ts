/** The workloads: their sizes, and how a unit of work is counted. */

/** A workload's name. */
export type Name = (typeof WORKLOADS)[number];

/** The workloads, in order. */
export const WORKLOADS = ["W1", "W2", "W3", "W4", "W5", "W6a", "W6b", "W7a", "W7b"] as const;

/** The sizes of a workload; each reads those that it has use for. */
export interface Spec {
  /** Members. */
  M?: number;
  /** Widths of a fully connected network. */
  sizes?: readonly number[];
  /** Rows of a batch. */
  B?: number;
  /** Batches that take turns. */
  nb?: number;
  /** Learning rate. */
  lr?: number;
  /** The hidden layers' activation. */
  act?: "relu" | "tanh" | "gelu";
  /** Points along a side of the grid. */
  G?: number;
  /** Rows. */
  N?: number;
  /** Points of the curve. */
  P?: number;
  /** Classes. */
  C?: number;
  /** Share of the hard labels. */
  alpha?: number;
  /** Temperature, or context. */
  T?: number;
  /** Tokens there are. */
  V?: number;
  /** Width of a token's vector. */
  d?: number;
  /** Attention heads. */
  H?: number;
  /** Blocks. */
  L?: number;
  /** Width of the relu layer. */
  F?: number;
}

const W7: Spec = { V: 512, d: 64, T: 64, H: 4, L: 4, F: 256, B: 8, nb: 4, lr: 1e-3 };

/** The sizes that the page runs. */
export const SPECS: Record<Name, Spec> = {
  W1: { M: 16, sizes: [2, 32, 32, 2], B: 64, nb: 16, lr: 1e-2, act: "tanh" },
  W2: { M: 8, sizes: [784, 128, 10], B: 64, nb: 4, lr: 1e-3, act: "relu" },
  W3: { M: 8, B: 32, nb: 4, lr: 1e-3 },
  W4: { M: 16, sizes: [2, 32, 32, 2], G: 256, act: "tanh" },
  W5: { sizes: [784, 128, 10], N: 2000, P: 65, act: "relu" },
  W6a: { N: 4096, C: 100, alpha: 0.5, T: 4 },
  W6b: { N: 256, C: 32000, alpha: 0.5, T: 4 },
  W7a: W7,
  W7b: W7,
};

/** Units that make up a workload as it is described; a repeat takes no more. */
export const UNITS: Record<Name, number> = {
  W1: 1000,
  W2: 100,
  W3: 30,
  W4: 10,
  W5: 65,
  W6a: 20,
  W6b: 5,
  W7a: 10,
  W7b: 256,
};

/** What one unit is worth. */
export interface Worth {
  /** How many of `rate` a unit holds. */
  amount: number;
  /** What is counted per second. */
  rate: string;
  /** Floating-point operations of the matrix products, where those are most of the work. */
  flop?: number;
  /** Bytes of the tensors that are read and written, where those are most of the work. */
  bytes?: number;
}

/** Multiply-adds of a row going through a network, twice over: operations. */
function row(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, size, i) => sum + 2 * size * (sizes[i] ?? 0), 0);
}

/** Forward, and backward for the weights and for all inputs but the first. */
function step(sizes: readonly number[]): number {
  return 2 * row(sizes) + row(sizes.slice(1));
}

/** Operations of the products of a block, a token among `time` others. */
function block({ d = 0, F = 0 }: Spec, time: number): number {
  return 2 * (4 * d * d + 2 * d * F) + 4 * d * time;
}

/** What a unit of a workload of these sizes is worth. */
export function worth(name: Name, spec: Spec): Worth {
  const { M = 1, sizes = [], B = 1, G = 0, N = 0, C = 0, T = 0, L = 0, d = 0, V = 0 } = spec;
  switch (name) {
    case "W1":
      return { amount: M, rate: "member-steps/s", flop: M * B * step(sizes) };
    case "W2":
      return { amount: M * B, rate: "samples x members/s", flop: M * B * step(sizes) };
    case "W3": {
      const [first, second, last] = [2 * 784 * 9 * 8, 2 * 196 * 72 * 16, 2 * 784 * 10];
      return { amount: M * B, rate: "samples x members/s", flop: M * B * (2 * first + 3 * (second + last)) };
    }
    case "W4":
      return { amount: M * G * G, rate: "points x members/s", flop: M * G * G * row(sizes) };
    case "W5":
      return { amount: 1, rate: "points/s" };
    case "W6a":
    case "W6b":
      return { amount: N * C, rate: "logits/s", bytes: 3 * 4 * N * C };
    case "W7a":
      return { amount: 1, rate: "steps/s", flop: 3 * B * T * (L * block(spec, T) + 2 * d * V) };
    case "W7b":
      return { amount: 1, rate: "tokens/s", flop: L * block(spec, T) + 2 * d * V };
  }
}
