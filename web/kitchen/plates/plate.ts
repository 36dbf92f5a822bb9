/** A figure of the result: what it asks, and what it makes of the answers. */

import type { FigureSpec } from "../../figures/figure.ts";
import { msg, str, translated } from "../../language/message.ts";
import { fixed, number } from "../../language/number.ts";
import { miscounted } from "../../output/limits.ts";
import type { Answer, Ask, Dish, Question } from "../../wire.ts";
import { rowsOf } from "../rows.ts";
import * as state from "../state.ts";

/** A question with its answer, or one sentence why there is none. */
export interface Answered<A extends Ask = Ask> {
  question: Question<A>;
  answer?: Answer<A>;
  refused?: string;
  /** The step of the weights it was asked of. */
  step: number;
}

/** A figure that is asked for while it is seen. */
export interface Plate {
  id: string;
  /** Whether it is asked for anew while members train; where it does not say, for all but images. */
  isLight?: boolean;
  /** Its questions, from the state as it is. */
  questions(): Question[];
  /** The figure, from the questions answered so far; nothing where there is nothing to show yet. */
  figure(answers: readonly Answered[]): FigureSpec | undefined;
}

/** The answers of one kind, in their order. */
export function of<A extends Ask>(answers: readonly Answered[], kind: A): (Answered<A> & { answer: Answer<A> })[] {
  return answers.filter((one) => one?.answer !== undefined && one.question.ask === kind) as never;
}

/** The first refusal among the answers. */
export function refusal(answers: readonly Answered[]): string | undefined {
  return answers.find((one) => one?.refused)?.refused;
}

/** A share in per cent, as in sentences. */
export const pct = (value: number): string =>
  Number.isFinite(value) ? msg(str`${fixed(value * 100, 1)}\u00a0%`) : "–";

/** A share in per cent as sentences round it. */
const rounded = (value: number): number => Number((value * 100).toFixed(1));

/** The points from one share to another, as they are shown: nobody who subtracts them finds another number. */
export const apart = (from: number, to: number): number => rounded(to) - rounded(from);

/** The points from one share to another in words, with their sign. */
export function points(from: number, to: number): string {
  const gap = apart(from, to);
  const text = `${gap < -0.05 ? "−" : "+"}${fixed(Math.abs(gap), 1)}`;
  return msg(str`${text} points`);
}

/** Why a dish cannot be made, in the page's words. */
export function whyNot(dish: Dish, refused: string): string {
  let of = dish;
  while (of.kind === "back") of = of.of;
  const { diverged } = state.view.value ?? { diverged: [] };
  const count = state.chosen.value.filter((isIn, member) => isIn && !diverged[member]).length;
  return (of.kind === "soup" && miscounted(of.method, count)) || translated(refused);
}

/** How the numbers of a figure were counted. */
export function counted(answers: readonly Answered[], more = ""): string {
  const { test, seed } = state.spec.value;
  const rows = `${number(test)} ${rowsOf("test")}`;
  const step = answers.find((one) => one !== undefined)?.step ?? state.view.value?.step ?? 0;
  const how = {
    files: () => msg(str`${rows}, seed ${seed}, models from files.`),
    recorded: () => msg(str`${rows}, seed ${seed}, step ${step}, recorded.`),
    here: () => msg(str`${rows}, seed ${seed}, step ${step}.`),
  }[state.origin.value]();
  return `${how} ${more}`.trim();
}

/** The name of the shift, with its severity. */
export function shiftWords(): string {
  const { shift, severity } = state.controls.value;
  return shift === "none" ? msg("no shift") : msg(str`${shiftName()}, severity ${severity}`);
}

/** The name of the shift alone. */
export const shiftName = (): string => translated(String(state.controls.value.shift));

/** The chance level. */
export const chance = (): number => 1 / Math.max(2, state.set.value.classes.length);
