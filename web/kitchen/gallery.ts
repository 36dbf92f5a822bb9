/** Asks what the figures that are seen need, and nothing else; the newest question wins. */

import { effect, signal, untracked } from "@preact/signals-core";
import type { FigureSpec } from "../figures/figure.ts";
import { Late } from "../late.ts";
import type { Lens } from "../lens.ts";
import { type Answer, faultOf, type Question } from "../wire.ts";
import type { Answered, Plate } from "./plates/plate.ts";
import { table } from "./plates/table.ts";
import type { Session } from "./session.ts";
import * as state from "./state.ts";

/** All figures by name. */
const SOURCES: Readonly<Record<string, () => Promise<Plate>>> = {
  table: async () => table,
  line: async () => (await import("./plates/line.ts")).line,
  shift: async () => (await import("./plates/shift.ts")).shift,
  attack: async () => (await import("./plates/attack.ts")).attack,
  growth: async () => (await import("./plates/growth.ts")).growth,
  scatter: async () => (await import("./plates/shift.ts")).scatter,
  reliability: async () => (await import("./plates/trust.ts")).reliability,
  risk: async () => (await import("./plates/trust.ts")).risk,
  greedy: async () => (await import("./plates/greedy.ts")).greedy,
  training: async () => (await import("./plates/training.ts")).training,
  loss: async () => (await import("./plates/training.ts")).loss,
  landscape: async () => (await import("./plates/landscape.ts")).landscape,
  pictures: async () => (await import("./plates/pictures.ts")).pictures,
};
const plates = new Late(SOURCES);

/** The names of all figures. */
export const PLATES: readonly string[] = Object.keys(SOURCES);

/** Milliseconds at rest before a figure asks. */
const REST_MS = 60;

/** The answers of a figure so far, of which run they are, and whether more are under way. */
interface Shelf {
  answers: Answered[];
  run: number;
  busy: boolean;
}

/** Keeps the answers of the figures that are seen. */
export class Gallery {
  private readonly shelves = signal<ReadonlyMap<string, Shelf>>(new Map());
  private readonly asked = new Map<string, string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly turns = new Map<string, number>();
  /** The figures as they were last shown, with their set of data: they stand until another run of it has answers. */
  private readonly last = new Map<string, { figure: FigureSpec | undefined; set: unknown }>();
  /** Counts the runs that are looked at. */
  private readonly run = signal(0);

  constructor(private readonly session: Session) {
    effect(() => {
      if (!state.view.value) this.run.value = this.run.peek() + 1;
    });
    effect(() => {
      const [version, phase] = [state.version.value, state.phase.value];
      if (!state.view.value) return;
      const training = phase === "running";
      for (const id of seen()) {
        const plate = plates.want(id);
        if (!plate || (training && !isLight(plate))) continue;
        // While members train the table counts, and leaves attacks for later.
        const questions = training ? plate.questions().slice(0, 1) : plate.questions();
        const key = `${version} ${JSON.stringify(questions)}`;
        if (questions.length === 0 || this.asked.get(id) === key) continue;
        this.asked.set(id, key);
        clearTimeout(this.timers.get(id));
        this.timers.set(
          id,
          setTimeout(() => void this.ask(plate, questions), training ? 0 : REST_MS),
        );
      }
    });
  }

  /** The figure of a name as it is now, with the ghosts of pinned runs. */
  figure(id: string): FigureSpec | undefined {
    const plate = plates.want(id);
    const { set } = state.controls.value;
    if (!plate) return undefined;
    if (this.isStale(id)) {
      const last = this.last.get(id);
      const isOnItsWay = state.isBusy.value || state.view.value !== undefined;
      return isOnItsWay && last?.set === set ? last?.figure : undefined;
    }
    const figure = plate.figure(this.shelves.value.get(id)?.answers ?? []);
    this.last.set(id, { figure, set });
    return figure;
  }

  /** Whether a figure has no answers of the run that is looked at. */
  private isStale(id: string): boolean {
    if (!state.view.value) return true;
    const shelf = this.shelves.value.get(id);
    return shelf !== undefined && shelf.run !== this.run.value;
  }

  /** Whether a figure still waits for answers. */
  isBusy(id: string): boolean {
    const shelf = this.shelves.value.get(id);
    return shelf !== undefined && (shelf.busy || shelf.run !== this.run.value);
  }

  /** Answers a figure's questions now, seen or not; its words are `spoken` in the language of the page, or otherwise. */
  async complete(id: string, spoken = plainly): Promise<FigureSpec | undefined> {
    const plate = await plates.ask(id);
    const { lens } = this.session;
    if (!lens) return undefined;
    const answers: Answered[] = [];
    const step = state.view.value?.step ?? 0;
    for (const question of plate.questions()) {
      const found = lens.ask(question).then(
        (answer) => ({ question, answer, step }),
        (error) => ({ question, refused: faultOf(error).message, step }),
      );
      answers.push((await found) as Answered);
    }
    return untracked(() => spoken(() => plate.figure(answers)));
  }

  private async ask(plate: Plate, questions: Answered["question"][]): Promise<void> {
    const { lens } = this.session;
    if (!lens) return;
    const mine = (this.turns.get(plate.id) ?? 0) + 1;
    this.turns.set(plate.id, mine);
    const step = state.view.value?.step ?? 0;
    const run = this.run.value;
    const shelf = this.shelves.value.get(plate.id);
    // Answers of another run never stand beside those of this one.
    const answers = shelf?.run === run ? shelf.answers.slice(0, questions.length) : [];
    if (shelf) this.put(plate.id, { ...shelf, busy: true });
    const isWanted = () => mine === this.turns.get(plate.id) && run === this.run.value;
    for (const [i, question] of questions.entries()) {
      try {
        const answer = await answered(lens, plate, question, isWanted);
        if (!isWanted()) return;
        if (answer === undefined) {
          this.put(plate.id, { answers: [...answers], run, busy: false });
          return;
        }
        answers[i] = { question, answer, step } as Answered;
      } catch (error) {
        const fault = faultOf(error);
        if (fault.code !== "input") {
          if (mine === this.turns.get(plate.id)) this.session.failed(error);
          return;
        }
        answers[i] = { question, refused: fault.message, step };
      }
      this.put(plate.id, { answers: [...answers], run, busy: i + 1 < questions.length });
    }
  }

  private put(id: string, shelf: Shelf): void {
    this.shelves.value = new Map(this.shelves.value).set(id, shelf);
  }
}

/**
 * The answer to a question; nothing where nobody waits for it any more. Where models take long they are asked one by one:
 * what the page shows of members that train comes in between, and is not followed by what only rest is for, nor by
 * answers of other weights.
 */
async function answered(lens: Lens, plate: Plate, question: Question, isWanted: () => boolean) {
  if (isLight(plate)) return lens.newest(plate.id, question);
  const { looks } = lens;
  const isAsked = () => isWanted() && state.phase.value !== "running" && looks === lens.looks;
  if (!("of" in question && Array.isArray(question.of)) || question.ask === "pictures")
    return isAsked() ? lens.newest(plate.id, question) : undefined;
  const parts: unknown[] = [];
  for (const dish of question.of) {
    const part = isAsked() ? await lens.newest(plate.id, { ...question, of: [dish] } as Question) : undefined;
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return question.ask === "score"
    ? parts.flat()
    : { accuracy: (parts as Answer<"attack">[]).flatMap(({ accuracy }) => accuracy) };
}

/** As the page speaks. */
const plainly = <T>(work: () => T): T => work();

/** Whether a figure can keep up with training. */
function isLight(plate: Plate): boolean {
  return plate.isLight ?? state.set.value.side === undefined;
}

/** The figure that goes with the way of combining. */
export function companion(): string {
  const { way, method } = state.controls.value;
  if (way === "plane") return "landscape";
  if (way === "line" || way === "three") return "line";
  return way === "soup" && method === "greedy" ? "greedy" : "growth";
}

/** The names of the figures that are seen: one of the result, and what the way of combining shows. */
export function seen(): string[] {
  const { tab } = state.controls.value;
  const ids = [companion(), String(tab)];
  if (tab === "training") ids.push("loss");
  if (state.isPictured.value) ids.push("pictures");
  return [...new Set(ids)];
}
