/** What an element tells its page by events. */

import { effect } from "@preact/signals-core";
import { isBusy } from "../exhibits/life.ts";
import { type State, same } from "../manifest.ts";
import type { Live } from "./live.ts";

/** Milliseconds between two events about the progress, at least. */
const TELL_MS = 250;
/** Milliseconds at rest until a change, or a live answer, is told. */
const REST_MS = 150;

/** Tells until the answer is called. */
export function reports(live: Live): () => void {
  const { exhibit, host } = live;
  const { session } = exhibit;
  let [status, last] = ["", Number.NEGATIVE_INFINITY];
  const all = (): State => ({ ...exhibit.controls.value, pins: exhibit.pins.all.value.map(({ name }) => name).join() });
  let [told, rest]: [State, ReturnType<typeof setTimeout> | undefined] = [all(), undefined];
  let answered: ReturnType<typeof setTimeout> | undefined;
  const result = () => live.tell("result", { results: live.results, sentence: live.sentence });
  const ends = [
    effect(() => {
      const { phase } = session.run.value;
      if (phase !== status) {
        if (status) host.internals.states.delete(status);
        host.internals.states.add(phase);
        live.tell("status", { status: phase, previous: status });
        status = phase;
      }
      const now = performance.now();
      if (isBusy(session.run.value) && now - last >= TELL_MS) {
        last = now;
        live.tell("progress", live.progress);
      }
    }),
    effect(() => {
      void session.snapshot.value;
      const isFinal = session.snapshot.value !== undefined && session.run.value.phase === "finished";
      clearTimeout(answered);
      if (isFinal) answered = setTimeout(result, REST_MS);
    }),
    effect(() => {
      const [state, now] = [exhibit.controls.value, all()];
      const gpu = state.executor === "gpu";
      host.internals.states[gpu ? "add" : "delete"]("gpu");
      host.internals.states[gpu ? "delete" : "add"]("cpu");
      clearTimeout(rest);
      rest = setTimeout(() => {
        const changed = Object.keys(now).filter((name) => !same(now[name], told[name]));
        told = now;
        const source = exhibit.changedBy;
        if (changed.length > 0) live.tell("change", { state, link: live.link(false), changed, source });
      }, REST_MS);
    }),
  ];
  return () => {
    clearTimeout(rest);
    clearTimeout(answered);
    for (const end of ends) end();
  };
}
