/** A figure of the result: what it asks, and what it makes of the answers. */

import type { FigureSpec } from "../../figures/figure.ts";
import type { Answer, Ask, Question } from "../../wire.ts";
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
export const pct = (value: number): string => (Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : "–");

/** A difference of shares in points, with its sign. */
export function points(value: number): string {
  const text = Math.abs(value * 100).toFixed(1);
  return `${value < -0.0005 ? "−" : "+"}${text} points`;
}

/** How the numbers of a figure were counted. */
export function counted(answers: readonly Answered[], more = ""): string {
  const { test, seed } = state.spec.value;
  if (state.origin.value === "files")
    return `${test.toLocaleString("en")} test ${state.set.value.row}, seed ${seed}, models from files. ${more}`.trim();
  const recorded = state.isRecorded.value ? ", recorded" : "";
  const step = answers.find((one) => one !== undefined)?.step ?? state.view.value?.step ?? 0;
  return `${test.toLocaleString("en")} test ${state.set.value.row}, seed ${seed}, step ${step}${recorded}. ${more}`.trim();
}

/** The name of the shift, with its severity. */
export function shiftWords(): string {
  const { shift, severity } = state.controls.value;
  return shift === "none" ? "no shift" : `${shift}, severity ${severity}`;
}

/** The chance level. */
export const chance = (): number => 1 / Math.max(2, state.set.value.classes.length);
