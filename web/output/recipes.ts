/** How a soup was made, in the YAML of common merge programs. */

import { msg, str } from "../language/message.ts";
import type { MergeOptions } from "../npm/module.ts";
import type { Dish } from "../wire.ts";
import { type Desk, desk } from "./checkpoint.ts";

/** The files that a recipe names, and what was decided while cooking. */
export interface Kitchen {
  /** The members' files. */
  members: string[];
  /** The file of the shared start, where there is one. */
  start?: string;
  /** The chosen members. */
  chosen: number[];
  /** The members that the greedy soup took. */
  greedy?: number[];
  /** The weight of each chosen member in the learned soup. */
  learned?: number[];
  /** The run's seed, for DARE's masks. */
  seed: number;
}

const BY_DIFFERENCES = {
  "task-arithmetic": "task_arithmetic",
  ties: "ties",
  dare: "dare_linear",
  "dare-ties": "dare_ties",
  "model-stock": "model_stock",
} as const;

/** The recipe; throws one sentence where there is none. */
export async function recipe(dish: Dish, kitchen: Kitchen, at: Desk = desk()): Promise<string> {
  const { members, start, chosen, seed } = kitchen;
  const files = chosen.map((member) => file(members, member));
  if (dish.kind === "soup" && dish.method === "slerp") return at.recipe({ method: "slerp", t: dish.t ?? 0.5 }, files);
  if (dish.kind === "soup" && dish.method === "fisher") return at.recipe({ method: "fisher" }, files);
  if (dish.kind === "soup" && dish.method in BY_DIFFERENCES) {
    if (start === undefined)
      throw new Error(msg("This soup needs the shared start as its base; the members had none."));
    const method = BY_DIFFERENCES[dish.method as keyof typeof BY_DIFFERENCES];
    const { scale, density } = dish;
    const drawn = method.startsWith("dare") ? { seed } : {};
    const options: MergeOptions = {
      method,
      ...drawn,
      ...(scale === undefined ? {} : { scale }),
      ...(density === undefined ? {} : { density }),
    };
    return at.recipe(options, files, start);
  }
  const parts = [...shares(dish, kitchen)].filter(([, weight]) => weight !== 0);
  const options = { method: "linear", weights: parts.map(([, weight]) => weight), normalize: false };
  return at.recipe(
    options,
    parts.map(([name]) => name),
  );
}

/** The weight of each file in a sum of files. */
function shares(dish: Dish, kitchen: Kitchen): Map<string, number> {
  const { members, start, chosen } = kitchen;
  const even = (of: number[]) => new Map(of.map((member) => [file(members, member), 1 / of.length]));
  switch (dish.kind) {
    case "member":
      return even([dish.member]);
    case "start":
      if (start === undefined) throw new Error(msg("The members had no shared start."));
      return new Map([[start, 1]]);
    case "mix":
      return new Map(dish.weights.map((weight, member) => [file(members, member), weight]));
    case "back": {
      const out = new Map([...shares(dish.of, kitchen)].map(([name, weight]) => [name, weight * dish.t]));
      for (const [name, weight] of shares({ kind: "start" }, kitchen)) {
        out.set(name, (out.get(name) ?? 0) + (1 - dish.t) * weight);
      }
      return out;
    }
    case "soup":
      if (dish.method === "uniform") return even(chosen);
      if (dish.method === "greedy" && kitchen.greedy?.length) return even(kitchen.greedy);
      if (dish.method === "learned" && kitchen.learned?.length === chosen.length) {
        return new Map(chosen.map((member, i) => [file(members, member), kitchen.learned?.[i] ?? 0]));
      }
      throw new Error(msg(str`The ${dish.method} soup has not been made yet, so it has no recipe.`));
    case "ensemble":
      throw new Error(msg("An ensemble averages outputs; there are no merged weights, so there is no recipe."));
    case "student":
      throw new Error(msg("A student was trained; save its weights instead of a recipe."));
    case "place":
      throw new Error(msg("A place of the plane has no recipe; save its weights instead."));
  }
}

function file(members: readonly string[], member: number): string {
  const name = members[member];
  if (name === undefined) throw new Error(msg(str`There is no member ${member + 1}.`));
  return name;
}
