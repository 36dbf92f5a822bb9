/** What the page's address asks for. */

import type { Build } from "../core.ts";
import type { Name } from "./spec.ts";

/** Everything that can be asked for. */
export interface Query {
  names: readonly Name[];
  backend: "cpu" | "gpu";
  workers: number;
  repeats: number;
  /** Numbers of members to run instead of the workload's own. */
  members: readonly number[];
  /** Widths of the hidden layers to run instead of the workload's own. */
  widths: readonly number[];
  build: Build | undefined;
  json: boolean;
}

function choice<T extends string>(field: string, value: string, all: readonly T[]): T {
  const found = all.find((one) => one === value);
  if (found === undefined) throw new Error(`${field} must be one of ${all.join(", ")}, not ${value}.`);
  return found;
}

function count(field: string, value: string, most: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new Error(`${field} must be a whole number from 1 to ${most}, not ${value}.`);
  }
  return number;
}

/** Reads an address; whatever is not said has a default, whatever cannot be is refused. */
export function query(parameters: URLSearchParams, names: readonly Name[]): Query {
  const list = (field: string) => (parameters.get(field) ?? "").split(",").filter((part) => part !== "");
  const one = (field: string, value: string) => parameters.get(field) ?? value;
  const wanted = list("w").map((name) => choice("w", name, names));
  const build = parameters.get("build");
  return {
    names: wanted.length === 0 ? names : wanted,
    backend: choice("backend", one("backend", "cpu"), ["cpu", "gpu"]),
    workers: count("workers", one("workers", "1"), 64),
    repeats: count("repeats", one("repeats", "7"), 1000),
    members: list("members").map((number) => count("members", number, 1024)),
    widths: list("widths").map((number) => count("widths", number, 4096)),
    build: build === null ? undefined : choice<Build>("build", build, ["simd", "relaxed"]),
    json: one("json", "0") === "1",
  };
}
