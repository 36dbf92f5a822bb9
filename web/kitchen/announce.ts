/** What is said of a run to those who listen. */

import { effect } from "@preact/signals-core";
import { say } from "../announcer.ts";
import { msg, str } from "../language/message.ts";
import { onNotice } from "../parts/notices.ts";
import * as state from "./state.ts";
import { summary } from "./summary.ts";

/** Says when a run starts, is a quarter further, ends, or fails. */
export function announce(): void {
  let phase = "";
  let quarter = 0;
  effect(() => {
    const now = state.phase.value;
    const steps = state.last.value;
    const reached = Math.floor((4 * state.step.value) / steps);
    if (now !== phase && now === "running")
      say(msg(str`Training ${state.spec.value.members} members, ${steps} steps.`));
    else if (now === "running" && reached > quarter && reached < 4)
      say(msg(str`${reached * 25} % of the steps are done.`));
    phase = now;
    quarter = reached;
  });
  effect(() => {
    const view = state.view.value;
    if (state.phase.value === "finished" && view?.step === state.last.value && !state.isRecorded.value) say(summary());
  });
  onNotice(state.notices, ({ words }) => say(words));
  effect(() => {
    const { phase, teacher } = state.student.value;
    if (phase === "running") say(msg(str`A student learns from the ${teacher}.`));
    if (phase === "finished") say(msg(str`The student of the ${teacher} is ready.`));
  });
}
