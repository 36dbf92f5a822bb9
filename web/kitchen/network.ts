/** The members' network, and the memory that many of them take. */

import { msg, plural, str } from "../language/message.ts";
import { number } from "../language/number.ts";
import type { Architecture } from "../npm/module.ts";
import { architecture } from "../output/architecture.ts";
import * as state from "./state.ts";

/**
 * Numbers of 32 bits that the page holds for each weight: its value, gradient and two moments where it trains,
 * what it began at, one on the page, and one with each of the two who look.
 */
const COPIES = 8;
/** Bytes that the members of a page may take. */
export const LIMIT = 200e6;

/** The members' network, or another on the same rows. */
export function network(model = state.spec.value.model): Architecture {
  const { side, length, classes } = state.set.value;
  const own = state.controls.value.set === "given" ? state.rows.value : undefined;
  const shape = own?.shape ?? (side === undefined ? [length ?? 2] : [side, side]);
  return architecture(model, shape, classes.length);
}

/** The weights of a network: a matrix and a bias for each layer, or 3 × 3 kernels and then one layer. */
export function parameters(network: Architecture): number {
  if (network.kind === "mlp") {
    return network.sizes.slice(1).reduce((sum, width, l) => sum + ((network.sizes[l] ?? 0) + 1) * width, 0);
  }
  let [sum, inputs, side] = [0, network.inputs, network.size];
  for (const outputs of network.channels) {
    sum += outputs * (9 * inputs + 1);
    [inputs, side] = [outputs, Math.floor(side / 2)];
  }
  return sum + (inputs * side * side + 1) * network.classes;
}

/** What a number of members would need, where it is more than there is: in words, and how many there is room for. */
export function shortage(members: number, weights: number): { words: string; members: number } | undefined {
  const bytes = members * weights * COPIES * 4;
  if (bytes <= LIMIT) return undefined;
  const millions = number(weights, { maximumSignificantDigits: 2, notation: "compact" });
  const size = weights < 1e6 ? msg(str`${Math.round(weights / 1e3)}k`) : millions;
  const [needed, most] = [Math.round(bytes / 1e6), LIMIT / 1e6];
  const words = plural(members, {
    one: msg(str`${members} member × ${size} weights need ${needed} MB; this page may use ${most} MB.`),
    other: msg(str`${members} members × ${size} weights need ${needed} MB; this page may use ${most} MB.`),
  });
  return { words, members: Math.floor(LIMIT / (weights * COPIES * 4)) };
}
