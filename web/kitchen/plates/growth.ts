/** Accuracy against the number of members. */

import { msg, str } from "../../language/message.ts";
import type { Band } from "../../wire.ts";
import * as state from "../state.ts";
import { empty } from "./line.ts";
import { chance, counted, of, type Plate, pct, points, refusal } from "./plate.ts";

/** Random orders of the members that are tried: fewer where each costs more. */
function orders(): number {
  const cost = state.set.value.side === undefined ? 1 : 4;
  return Math.max(3, Math.min(20, Math.round(160 / state.spec.value.members / cost)));
}

/** The curve. */
export const growth: Plate = {
  id: "growth",
  questions: () => [{ ask: "growth", on: { set: "test" }, orders: orders() }],
  figure(answers) {
    const [it] = of(answers, "growth");
    const refused = refusal(answers);
    if (!it) return refused ? empty(refused, "growth", msg("Accuracy against the number of members")) : undefined;
    const { size, ensemble, soup } = it.answer;
    const line = (role: "ensemble" | "soup", band: Band) => ({
      id: role,
      role,
      label: role === "soup" ? msg("soup") : msg("ensemble"),
      x: size,
      y: band.mean,
      lo: band.low,
      hi: band.high,
      n: it.question.orders,
      badge: state.isRecorded.value ? ("recorded" as const) : ("live" as const),
      marked: true,
    });
    const gain = ({ mean }: Band) => points(mean[0] ?? Number.NaN, mean.at(-1) ?? Number.NaN);
    return {
      id: "growth",
      kind: "curve",
      title: msg("Accuracy against the number of members"),
      sentence: msg(
        str`One member alone has ${pct(ensemble.mean[0] ?? Number.NaN)} on average. All ${size.at(-1)} together: ensemble ${gain(ensemble)}, soup ${gain(soup)}.`,
      ),
      caption: counted(
        answers,
        msg(
          str`Mean over ${it.question.orders} random orders of the members that count; the band runs from the least to the most.`,
        ),
      ),
      x: { label: msg("members"), format: "d" },
      y: { label: msg("accuracy"), format: ".0%", chance: chance() },
      series: [line("ensemble", ensemble), line("soup", soup)],
      present: { x: state.chosen.value.filter(Boolean).length },
    };
  },
};
