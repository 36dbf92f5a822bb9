/** A program for PyTorch that loads a model and checks one of its answers. */

import { type Architecture, named } from "./models.ts";

const ACTIVATIONS = {
  relu: (sum: string) => `F.relu(${sum})`,
  tanh: (sum: string) => `torch.tanh(${sum})`,
  gelu: (sum: string) => `F.gelu(${sum}, approximate="tanh")`,
};

/** The program, for a file, one row and the logits that were computed for it here. */
export function torch(
  architecture: Architecture,
  file: string,
  row: ArrayLike<number>,
  logits: ArrayLike<number>,
): string {
  const steps = architecture.kind === "mlp" ? dense(architecture) : convolutions(architecture);
  return `# ${named(architecture)}. Needs: pip install torch safetensors
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

w = load_file(${JSON.stringify(file)})


def model(x):
${steps.map((step) => `    ${step}\n`).join("")}

x = torch.tensor([[${numbers(row)}]])
expected = torch.tensor([[${numbers(logits)}]])
torch.testing.assert_close(model(x), expected, rtol=1e-3, atol=1e-4)
print("The answer is the same:", model(x).tolist())
`;
}

function dense({ sizes, activation }: Extract<Architecture, { kind: "mlp" }>): string[] {
  const last = sizes.length - 2;
  const sum = (l: number) => `x @ w["w${l}"] + w["b${l}"]`;
  const hidden = Array.from({ length: last }, (_, l) => `x = ${ACTIVATIONS[activation](sum(l))}`);
  return [...hidden, `return ${sum(last)}`];
}

function convolutions({ size, inputs, channels }: Extract<Architecture, { kind: "cnn" }>): string[] {
  return [
    `x = x.reshape(-1, ${inputs}, ${size}, ${size})`,
    ...channels.map((_, l) => `x = F.max_pool2d(F.relu(F.conv2d(x, w["k${l}"], w["c${l}"], padding=1)), 2)`),
    `return x.flatten(1) @ w["w"] + w["b"]`,
  ];
}

function numbers(values: ArrayLike<number>): string {
  return Array.from(values, (value) => {
    const text = String(Number(value.toPrecision(9)));
    return /[.e]/.test(text) ? text : `${text}.0`;
  }).join(", ");
}
