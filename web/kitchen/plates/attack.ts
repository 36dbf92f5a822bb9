/** Accuracy against the size of an adversarial change. */

import type { Series } from "../../figures/figure.ts";
import { msg, str } from "../../language/message.ts";
import { number } from "../../language/number.ts";
import { nameOf, stars } from "../lineup.ts";
import { labelOf } from "../manifest.ts";
import { attacked, attackOf } from "../order.ts";
import * as state from "../state.ts";
import { empty } from "./line.ts";
import { chance, counted, of, type Plate, pct, refusal } from "./plate.ts";

const NORMS: Record<string, string> = { linf: "ℓ∞", l2: "ℓ2", l1: "ℓ1" };
/** Radii that are tried, as shares of the largest. */
const SHARES = [0, 0.125, 0.25, 0.375, 0.5, 0.75, 1];

/** The curve. */
export const attack: Plate = {
  id: "attack",
  isLight: false,
  questions() {
    const radii = SHARES.map((share) => Number((share * Number(state.controls.value.epsilon)).toPrecision(3)));
    // One model after another, so that each line appears as it is found.
    return stars().map((player) => ({ ask: "attack", ...attackOf(state.controls.value, [player.of], radii) }));
  },
  figure(answers) {
    const all = of(answers, "attack");
    const [first] = all;
    const refused = refusal(answers);
    if (!first) return refused ? empty(refused, "attack", msg("Accuracy under attack")) : undefined;
    const named = stars();
    const series = all.map(({ question, answer }, i): Series => {
      const dish = question.of[0] ?? { kind: "start" };
      const known = named.find((player) => JSON.stringify(player.of) === JSON.stringify(dish));
      return {
        id: `${i}`,
        role: known?.role ?? "soup",
        label: known?.label ?? nameOf(dish),
        x: question.epsilons,
        y: answer.accuracy[0] ?? [],
        badge: state.isRecorded.value ? "recorded" : "live",
        marked: true,
      };
    });
    const { norm, objective, attackSteps } = state.controls.value;
    const how = Number(attackSteps) === 1 ? "FGSM" : msg(str`PGD, ${attackSteps} steps`);
    const [size, rows] = [NORMS[String(norm)], attacked(state.controls.value)];
    const about = msg(
      str`${how}, ${size}, objective ${labelOf("objective", objective).toLowerCase()}, on the first ${rows} rows. Ensembles are attacked through their mean.`,
    );
    const middle = first.question.epsilons[4] ?? 0;
    const at = series.map((one) => `${one.label} ${pct(one.y[4] ?? Number.NaN)}`);
    return {
      id: "attack",
      kind: "curve",
      title: msg("Accuracy under attack"),
      sentence: msg(str`At ε ${number(middle, { maximumSignificantDigits: 12 })}: ${at.join(", ")}.`),
      caption: counted(answers, about),
      x: { label: `ε, ${size}` },
      y: { label: msg("accuracy"), format: ".0%", chance: 0, domain: [0, 1] },
      rules: [{ axis: "y", at: chance(), label: msg("chance") }],
      series,
    };
  },
};
