/** The networks of a run. */

import type { Architecture } from "../npm/module.ts";
import type { ModelSpec } from "../wire.ts";

/** The network of a run's members, for rows of a shape. Images are square and have one channel. */
export function architecture(model: ModelSpec, shape: readonly number[], classes: number): Architecture {
  const features = shape.reduce((product, dim) => product * dim, 1);
  if (model.kind === "mlp") {
    return { kind: "mlp", sizes: [features, ...model.hidden, classes], activation: model.activation };
  }
  const size = shape.at(-1) ?? 1;
  return { kind: "cnn", size, inputs: features / (size * size), channels: [...model.channels], classes };
}
