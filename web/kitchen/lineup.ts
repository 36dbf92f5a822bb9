/** Who is compared: members, combinations and the student, with their names and roles. */

import type { Role } from "../figures/figure.ts";
import { msg, str } from "../language/message.ts";
import { fixed } from "../language/number.ts";
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

const rules = (): Record<string, string> => ({
  logits: msg("ensemble, mean of logits"),
  probabilities: msg("ensemble, mean of probabilities"),
  vote: msg("ensemble, majority vote"),
  "run-off": msg("ensemble, run-off election"),
});
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
const soups = (): Record<string, string> => ({
  uniform: msg("uniform soup"),
  greedy: msg("greedy soup"),
  learned: msg("learned soup"),
  slerp: "SLERP",
  "task-arithmetic": msg("task arithmetic"),
  ties: "TIES",
  dare: "DARE",
  "dare-ties": msg("DARE with TIES"),
  "model-stock": "Model Stock",
  fisher: msg("Fisher soup"),
});

/** What a dish is called. */
export function nameOf(of: Dish): string {
  switch (of.kind) {
    case "member":
      return `m${of.member + 1}`;
    case "start":
      return msg("start");
    case "student":
      return msg("student");
    case "ensemble":
      return rules()[of.rule] ?? of.rule;
    case "soup":
      return soups()[of.method] ?? of.method;
    case "mix": {
      const parts = of.weights.flatMap((share, m) => {
        const words = msg(str`${Math.round(Math.abs(share) * 100)} % m${m + 1}`);
        return share === 0 ? [] : [share < 0 ? ` − ${words}` : ` + ${words}`];
      });
      if (parts.length > 3) return msg("mixture");
      return parts.join("").replace(/^ (?:\+ |(−) )/, "$1") || msg("nothing");
    }
    case "place":
      return msg(str`place (${fixed(of.x, 1)}, ${fixed(of.y, 1)})`).replaceAll("-", "−");
    case "back":
      return msg(str`${nameOf(of.of)}, ${Math.round(of.t * 100)} % of the way from the start`);
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
  if (top !== undefined)
    out.push(player({ kind: "member", member: top }, "single", msg(str`best member (m${top + 1})`)));
  out.push(player(ensemble, "ensemble", msg("ensemble")));
  if (made.kind !== "ensemble") out.push(player(made));
  else out.push(player({ kind: "soup", method: "uniform" }));
  if (state.student.value.history.length > 0) out.push(player({ kind: "student" }));
  return out;
}

/** Everyone: members, all rules, all methods, what the hand has made, start and student. */
export function everyone(): Player[] {
  const controls = state.controls.value;
  const made = state.dish.value;
  const ensembles = Object.keys(rules()).map((rule) => player({ kind: "ensemble", rule }));
  // The arc of SLERP has two ends.
  const arcs = state.chosen.value.filter(Boolean).length === 2;
  const averages = METHODS.filter((method) => method !== "slerp" || arcs).map((method) =>
    player(soupOf(controls, method)),
  );
  const others = [...ensembles, ...averages];
  const own = others.some(({ of }) => same(of, made)) ? [] : [player(made)];
  const start = controls.start === "independent" ? [] : [player({ kind: "start" }, "single")];
  const student = state.student.value.history.length > 0 ? [player({ kind: "student" })] : [];
  return [...members(), ...others, ...own, ...start, ...student];
}
