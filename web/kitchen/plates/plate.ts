/** A figure of the result: what it asks, and what it makes of the answers. */

import type { FigureSpec } from "../../figures/figure.ts";
import { msg, str, translated } from "../../language/message.ts";
import { fixed, number } from "../../language/number.ts";
import type { Answer, Ask, Question } from "../../wire.ts";
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
export const pct = (value: number): string => (Number.isFinite(value) ? msg(str`${fixed(value * 100, 1)} %`) : "–");

/** A difference of shares in points, with its sign. */
export function points(value: number): string {
  const text = `${value < -0.0005 ? "−" : "+"}${fixed(Math.abs(value * 100), 1)}`;
  return msg(str`${text} points`);
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
