/** How the greedy soup is built. */

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
    if (!it) return refused ? empty(refused, "greedy", "How the greedy soup is built") : undefined;
    const { order, candidate, accepted, member } = it.answer;
    const kept = order.filter((_, i) => accepted[i]);
    const end = candidate.filter((_, i) => accepted[i]).at(-1) ?? Number.NaN;
    return {
      id: "greedy",
      kind: "trace",
      title: "How the greedy soup is built",
      sentence: `${kept.length} of ${order.length} members are kept (${kept.map((m) => `m${m + 1}`).join(", ")}): validation accuracy ${pct(member[0] ?? Number.NaN)} for the best alone, ${pct(end)} for the soup.`,
      caption: `${state.spec.value.validation.toLocaleString("en")} validation ${state.set.value.row}, seed ${state.spec.value.seed}. Best first; a member stays if the soup does not get worse.`,
      x: { label: "members tried", format: "d" },
      y: { label: "validation accuracy of the soup with it", format: ".0%" },
      series: [
        {
          id: "greedy",
          role: "soup",
          label: "soup",
          x: order.map((_, i) => i + 1),
          y: candidate,
          kept: accepted,
          names: order.map((m) => `m${m + 1}`),
          notes: order.map(
            (m, i) => `m${m + 1}, alone ${pct(member[i] ?? Number.NaN)}: ${accepted[i] ? "kept" : "left out"}`,
          ),
          badge: state.isRecorded.value ? "recorded" : "live",
        },
      ],
    };
  },
};
