/** Whether confidence can be trusted: calibration, and what is gained by passing when unsure. */

import type { Series } from "../../figures/figure.ts";
import { msg, str } from "../../language/message.ts";
import { fixed } from "../../language/number.ts";
import type { Dish } from "../../wire.ts";
import { nameOf, type Player, stars } from "../lineup.ts";
import { onTest } from "../order.ts";
import * as state from "../state.ts";
import { counted, of, type Plate, pct, shiftWords } from "./plate.ts";

/** Points of a risk-coverage curve that are drawn. */
const DRAWN = 60;

function known(dish: Dish): Pick<Player, "role" | "label"> {
  const found = stars().find((player) => JSON.stringify(player.of) === JSON.stringify(dish));
  return found ?? { role: "soup", label: nameOf(dish) };
}

const on = () =>
  onTest(state.controls.value, state.controls.value.shift === "none" ? 0 : Number(state.controls.value.severity));

/** Accuracy against confidence. */
export const reliability: Plate = {
  id: "reliability",
  questions: () =>
    stars().map((player) => ({ ask: "reliability", of: player.of, on: on(), bins: Number(state.controls.value.bins) })),
  figure(answers) {
    const all = of(answers, "reliability");
    if (all.length === 0) return undefined;
    const series = all.map(({ question, answer }, i): Series => {
      const { role, label } = known(question.of);
      const used = answer.count.flatMap((count, bin) => (count > 0 ? [bin] : []));
      const pick = (list: number[]) => used.map((bin) => list[bin] ?? 0);
      return {
        id: `${i}`,
        role,
        label,
        x: pick(answer.confidence),
        y: pick(answer.accuracy),
        count: pick(answer.count),
        badge: state.isRecorded.value ? "recorded" : "live",
      };
    });
    const errors = all.map(({ question, answer }) => `${known(question.of).label} ${fixed(answer.ece * 100, 1)}`);
    return {
      id: "reliability",
      kind: "reliability",
      title: msg("Accuracy against confidence"),
      sentence: msg(str`Expected calibration error in points, under ${shiftWords()}: ${errors.join(", ")}.`),
      caption: counted(
        answers,
        msg(str`Shift: ${shiftWords()}. Above the diagonal a model is too modest, below it too sure.`),
      ),
      x: { label: msg("confidence"), format: ".0%", domain: [0, 1] },
      y: { label: msg("accuracy"), format: ".0%", domain: [0, 1] },
      series,
    };
  },
};

/** Errors among the most confident answers. */
export const risk: Plate = {
  id: "risk",
  questions: () => stars().map((player) => ({ ask: "risk", of: player.of, on: on() })),
  figure(answers) {
    const all = of(answers, "risk");
    if (all.length === 0) return undefined;
    const series = all.map(({ question, answer }, i): Series => {
      const { role, label } = known(question.of);
      const n = answer.coverage.length;
      const picked = [...new Set(Array.from({ length: DRAWN }, (_, k) => Math.round((k * (n - 1)) / (DRAWN - 1))))];
      return {
        id: `${i}`,
        role,
        label,
        x: picked.map((k) => answer.coverage[k] ?? 0),
        y: picked.map((k) => answer.risk[k] ?? 0),
        badge: state.isRecorded.value ? "recorded" : "live",
      };
    });
    const half = all.map(({ question, answer }) => {
      const at = answer.risk[Math.floor(answer.risk.length / 2)] ?? Number.NaN;
      return `${known(question.of).label} ${pct(at)}`;
    });
    return {
      id: "risk",
      kind: "curve",
      title: msg("Errors among the most confident answers"),
      sentence: msg(
        str`Answering only the more confident half, under ${shiftWords()}, errors are: ${half.join(", ")}.`,
      ),
      caption: counted(answers, msg(str`Shift: ${shiftWords()}.`)),
      x: { label: msg("share of rows answered"), format: ".0%", domain: [0, 1] },
      y: {
        label: msg("errors"),
        format: ".0%",
        domain: [0, Math.max(0.05, ...series.flatMap((one) => Array.from(one.y)))],
      },
      series,
    };
  },
};
