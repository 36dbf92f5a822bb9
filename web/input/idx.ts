/** IDX: images and labels of one byte each, as in the files of MNIST. */

import { unpacked } from "./bounded.ts";
import { count, type Given, LIMITS, refuse } from "./given.ts";

/** Bytes that a packed file may unpack to. */
const UNPACKED = 64 * 2 ** 20;

/** A file of bytes with dimensions. */
interface Block {
  name: string;
  dims: number[];
  data: Uint8Array;
}

/** Whether a file begins as IDX does, packed or not. */
export function isIdx(bytes: Uint8Array): boolean {
  const [a, b, , d] = bytes;
  return (a === 0x1f && b === 0x8b) || (a === 0 && b === 0 && (d === 1 || d === 3));
}

/** Refuses files that are not two. */
export function paired(files: readonly { name: string }[]): void {
  if (files.length !== 2) unpaired(files);
}

function unpaired(files: readonly { name: string }[]): never {
  const names = files.map((file) => file.name).join(", ");
  refuse(
    "E-DATA-FORMAT",
    files.length === 1
      ? `IDX needs two files together, images and labels; ${names} is one.`
      : `IDX needs two files together, images and labels; ${names} are not that.`,
  );
}

/** Two files, images and labels in either order, as rows; pixels from 0 to 1. */
export async function images(files: readonly { name: string; bytes: Uint8Array }[]): Promise<Given> {
  paired(files);
  const blocks = await Promise.all(files.map(block));
  const pictures = blocks.find((it) => it.dims.length === 3);
  const labels = blocks.find((it) => it.dims.length === 1);
  if (!pictures || !labels) unpaired(files);
  const [rows = 0, height = 0, width = 0] = pictures.dims;
  if (labels.dims[0] !== rows) {
    refuse(
      "E-DATA-FORMAT",
      `${count(rows, "image")} but ${count(labels.dims[0] ?? 0, "label")}; each image needs one.`,
    );
  }
  if (rows < LIMITS.least) {
    refuse("E-DATA-FEW", `${count(rows, "row")}, at least ${LIMITS.least} needed to hold out a test set.`);
  }
  if (rows > LIMITS.rows) {
    refuse("E-DATA-SIZE", `${count(rows, "row")}; the limit is ${LIMITS.rows.toLocaleString("en-GB")} rows.`);
  }
  if (height > LIMITS.side || width > LIMITS.side || height * width === 0) {
    refuse(
      "E-DATA-SIZE",
      `The images have ${height} by ${width} pixels; the limit is ${LIMITS.side} by ${LIMITS.side}.`,
    );
  }
  const classes = labels.data.reduce((most, label) => Math.max(most, label), 0) + 1;
  if (classes < 2 || classes > LIMITS.classes) {
    refuse("E-DATA-LABEL", `The labels go up to ${classes - 1}; a label has 2 to ${LIMITS.classes} values.`);
  }
  return {
    name: pictures.name,
    x: Float32Array.from(pictures.data, (byte) => byte / 255),
    y: Uint32Array.from(labels.data),
    shape: [height, width],
    classes: Array.from({ length: classes }, (_, i) => String(i)),
    columns: [],
    standardise: false,
  };
}

async function block(file: { name: string; bytes: Uint8Array }): Promise<Block> {
  const { name } = file;
  const isPacked = file.bytes[0] === 0x1f;
  const bytes = isPacked ? await unpacked(file.bytes, "gzip", UNPACKED).catch((why) => broken(name, why)) : file.bytes;
  const [, , type, rank = 0] = bytes;
  if (type !== 8 || (rank !== 1 && rank !== 3) || bytes.length < 4 + 4 * rank) {
    refuse("E-DATA-FORMAT", `${name} must be IDX of unsigned bytes with one or three dimensions.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const data = bytes.subarray(4 + 4 * rank);
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length) {
    refuse("E-DATA-FORMAT", `${name} says ${dims.join(" × ")} bytes and has ${data.length.toLocaleString("en-GB")}.`);
  }
  return { name, dims, data };
}

function broken(name: string, why: unknown): never {
  const large = why instanceof RangeError;
  refuse(
    "E-DATA-FORMAT",
    large ? `${name} unpacks to more than 64 MiB.` : `${name} is packed, and cannot be unpacked.`,
  );
}
