/** How many members a method mixes. */

import { msg, plural, str } from "../language/message.ts";

/** Why a method does not mix so many members; nothing where it does. */
export function miscounted(method: string, count: number): string | undefined {
  if (method === "slerp" && count !== 2) {
    return plural(count, {
      one: msg("SLERP mixes exactly two members; one is chosen."),
      other: msg(str`SLERP mixes exactly two members; ${count} are chosen.`),
    });
  }
  return method === "model-stock" && count < 2
    ? msg("Model Stock mixes at least two members; one is chosen.")
    : undefined;
}
