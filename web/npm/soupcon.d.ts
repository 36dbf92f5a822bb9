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
/** Runs a method. */
export function call(name: string, inputs: Inputs, backend?: "cpu" | "gpu"): Promise<Answer>;
/** All methods: what they take and give, and where they come from. */
export function functions(): Promise<Description[]>;
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
export function merge(
  options: MergeOptions,
  models: readonly Weights[],
  base?: Weights,
  fishers?: readonly Weights[],
): Promise<Merged>;
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
export function writeCheckpoint(checkpoint: Checkpoint): Promise<{ file: Uint8Array; error?: never } | Refused>;
/** Reads a file of weights, safetensors or npy. */
export function readCheckpoint(file: Weights): Promise<(Checkpoint & { error?: never }) | Refused>;
/** The tensors of a network in the order of its flat parameters. */
export function layout(architecture: Architecture): Promise<{ layers: Layer[]; error?: never } | Refused>;
/** The recipe in YAML of a merge of models with these names, nothing merged. */
export function recipe(
  options: MergeOptions,
  models: readonly string[],
  base?: string,
): Promise<{ recipe: string; error?: never } | Refused>;
/** The version of the module. */
export function version(): Promise<string>;
