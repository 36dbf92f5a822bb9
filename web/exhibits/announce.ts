/** What is said of a run to those who listen. */

import { effect } from "@preact/signals-core";
import { say } from "../announcer.ts";
import { msg, str, translated } from "../language/message.ts";
import { onNotice } from "../parts/notices.ts";
import type { Exhibit } from "./exhibit.ts";
import { tally } from "./predictions.ts";
import { duration } from "./words.ts";

/** Milliseconds at rest until the sentence of a live answer is said. */
const REST_MS = 500;

/** Says when a preparation starts, is a quarter further, ends, or fails; and what a live control has changed. */
export function announce(exhibit: Exhibit): void {
  const { run, snapshot, findings } = exhibit.session;
  let phase = "";
  let quarter = 0;
  let rest: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const now = run.value;
    const reached = Math.floor((4 * (now.seeds + now.progress.share)) / Math.max(1, now.wanted));
    if (now.phase !== phase) {
      const cost = now.seconds ?? exhibit.recorded.value?.seconds;
      const begun =
        cost === undefined
          ? msg(str`Preparing ${now.wanted} seeds.`)
          : msg(str`Preparing ${now.wanted} seeds, about ${duration(cost)} each.`);
      if (now.phase === "loading") say(begun);
      if (now.phase === "stale") say(msg("Settings have changed. Prepare again to see them."));
      if (now.phase === "cancelled") say(msg(str`Stopped after ${now.seeds} of ${now.wanted} seeds.`));
    } else if (reached > quarter && reached < 4) say(msg(str`${25 * reached} % are prepared.`));
    phase = now.phase;
    quarter = reached;
  });
  effect(() => {
    const shown = snapshot.value;
    if (!shown || run.value.phase !== "finished") return;
    const agreed = tally(exhibit.predictions.expected.value, findings.value);
    clearTimeout(rest);
    const sentence = translated(shown.sentence);
    rest = setTimeout(() => say(agreed ? `${sentence} ${agreed}` : sentence), REST_MS);
  });
  onNotice(exhibit.notices, ({ words }) => say(words));
}
