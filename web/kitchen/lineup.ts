/** Who is compared: members, combinations and the student, with their names and roles. */

import type { Role } from "../figures/figure.ts";
import { measured } from "../lens.ts";
import type { Dish } from "../wire.ts";
import { soupOf } from "./order.ts";
import * as state from "./state.ts";

/** One who takes part. */
export interface Player {
  of: Dish;
  role: Role;
  label: string;
  /** Its name in a series. */
  id: string;
}

const RULES: Record<string, string> = {
  logits: "mean of logits",
  probabilities: "mean of probabilities",
  vote: "majority vote",
  "run-off": "run-off election",
};
const METHODS = [
  "uniform",
  "greedy",
  "learned",
  "slerp",
  "task-arithmetic",
  "ties",
  "dare",
  "dare-ties",
  "model-stock",
  "fisher",
];
const NAMES: Record<string, string> = {
  slerp: "SLERP",
  "task-arithmetic": "task arithmetic",
  ties: "TIES",
  dare: "DARE",
  "dare-ties": "DARE with TIES",
  "model-stock": "Model Stock",
  fisher: "Fisher soup",
};

/** What a dish is called. */
export function nameOf(of: Dish): string {
  switch (of.kind) {
    case "member":
      return `m${of.member + 1}`;
    case "start":
      return "start";
    case "student":
      return "student";
    case "ensemble":
      return `ensemble, ${RULES[of.rule] ?? of.rule}`;
    case "soup":
      return NAMES[of.method] ?? `${of.method} soup`;
    case "mix": {
      const parts = of.weights.flatMap((share, m) => (share === 0 ? [] : [`${Math.round(share * 100)} % m${m + 1}`]));
      return parts.length > 3 ? "mixture" : parts.join(" + ") || "nothing";
    }
    case "place":
      return `place (${of.x.toFixed(1)}, ${of.y.toFixed(1)})`;
    case "back":
      return `${nameOf(of.of)}, ${Math.round(of.t * 100)} % of the way from the start`;
  }
}

/** Its role: what is averaged in answers, in weights, or trained. */
export function roleOf(of: Dish): Role {
  if (of.kind === "member") return "member";
  if (of.kind === "start") return "single";
  return of.kind === "ensemble" ? "ensemble" : of.kind === "student" ? "student" : "soup";
}

/** A player for a dish. */
export function player(of: Dish, role = roleOf(of), label = nameOf(of)): Player {
  return { of, role, label, id: label.replace(/\W+/g, "-") };
}

/** The member that does best; diverged ones do not count. */
export function best(): number | undefined {
  const view = state.view.value;
  let [found, top]: [number | undefined, number] = [undefined, -1];
  view?.scores.forEach((score, member) => {
    const accuracy = measured(score)?.accuracy ?? -1;
    if (view.diverged[member] === 0 && accuracy > top) [found, top] = [member, accuracy];
  });
  return found;
}

/** The members that have not diverged. */
export function members(): Player[] {
  const { diverged } = state.view.value ?? { diverged: [] };
  return diverged.flatMap((at, member) => (at > 0 ? [] : [player({ kind: "member", member })]));
}

const same = (a: Dish, b: Dish) => JSON.stringify(a) === JSON.stringify(b);

/** The few that matter most: the best member, an ensemble, what the hand has made, the student. */
export function stars(): Player[] {
  const top = best();
  const made = state.dish.value;
  const ensemble: Dish = { kind: "ensemble", rule: String(state.controls.value.rule) };
  const out: Player[] = [];
  if (top !== undefined) out.push(player({ kind: "member", member: top }, "single", `best member (m${top + 1})`));
  out.push(player(ensemble, "ensemble", "ensemble"));
  if (made.kind !== "ensemble") out.push(player(made));
  else out.push(player({ kind: "soup", method: "uniform" }));
  if (state.student.value.history.length > 0) out.push(player({ kind: "student" }));
  return out;
}

/** Everyone: members, all rules, all methods, what the hand has made, start and student. */
export function everyone(): Player[] {
  const controls = state.controls.value;
  const made = state.dish.value;
  const rules = Object.keys(RULES).map((rule) => player({ kind: "ensemble", rule }));
  // The arc of SLERP has two ends.
  const arcs = state.chosen.value.filter(Boolean).length === 2;
  const soups = METHODS.filter((method) => method !== "slerp" || arcs).map((method) =>
    player(soupOf(controls, method)),
  );
  const others = [...rules, ...soups];
  const own = others.some(({ of }) => same(of, made)) ? [] : [player(made)];
  const start = controls.start === "independent" ? [] : [player({ kind: "start" }, "single")];
  const student = state.student.value.history.length > 0 ? [player({ kind: "student" })] : [];
  return [...members(), ...others, ...own, ...start, ...student];
}
