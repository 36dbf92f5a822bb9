/** How the greedy soup is built. */

import { msg, str } from "../../language/message.ts";
import { number } from "../../language/number.ts";
import { rowsOf } from "../rows.ts";
import * as state from "../state.ts";
import { empty } from "./line.ts";
import { of, type Plate, pct, refusal } from "./plate.ts";

/** The trace. */
export const greedy: Plate = {
  id: "greedy",
  questions: () => [{ ask: "greedy", acceptTies: state.controls.value.ties === true }],
  figure(answers) {
    const [it] = of(answers, "greedy");
    const refused = refusal(answers);
    if (!it) return refused ? empty(refused, "greedy", msg("How the greedy soup is built")) : undefined;
    const { order, candidate, accepted, member } = it.answer;
    const kept = order.filter((_, i) => accepted[i]);
    const end = candidate.filter((_, i) => accepted[i]).at(-1) ?? Number.NaN;
    const who = kept.map((m) => `m${m + 1}`).join(", ");
    const rows = `${number(state.spec.value.validation)} ${rowsOf("validation")}`;
    return {
      id: "greedy",
      kind: "trace",
      title: msg("How the greedy soup is built"),
      sentence: msg(
        str`${kept.length} of ${order.length} members are kept (${who}): validation accuracy ${pct(member[0] ?? Number.NaN)} for the best alone, ${pct(end)} for the soup.`,
      ),
      caption: msg(
        str`${rows}, seed ${state.spec.value.seed}. Best first; a member stays if the soup does not get worse.`,
      ),
      x: { label: msg("members tried"), format: "d" },
      y: { label: msg("validation accuracy of the soup with it"), format: ".0%" },
      series: [
        {
          id: "greedy",
          role: "soup",
          label: msg("soup"),
          x: order.map((_, i) => i + 1),
          y: candidate,
          kept: accepted,
          names: order.map((m) => `m${m + 1}`),
          notes: order.map((m, i) => {
            const alone = pct(member[i] ?? Number.NaN);
            return accepted[i]
              ? msg(str`m${m + 1}, alone ${alone}: kept`)
              : msg(str`m${m + 1}, alone ${alone}: left out`);
          }),
          badge: state.isRecorded.value ? "recorded" : "live",
        },
      ],
    };
  },
};
