/** Accuracy against the severity of the shift, and shifted against clean accuracy. */

import type { Series } from "../../figures/figure.ts";
import { msg, str } from "../../language/message.ts";
import { measured } from "../../lens.ts";
import type { Scored } from "../../wire.ts";
import { everyone, members, nameOf, roleOf, stars } from "../lineup.ts";
import { onTest } from "../order.ts";
import * as state from "../state.ts";
import { chance, counted, of, type Plate, pct, shiftName, shiftWords } from "./plate.ts";

const accuracy = (score: Scored | undefined) => measured(score)?.accuracy ?? Number.NaN;

/** The curve over severities. */
export const shift: Plate = {
  id: "shift",
  questions() {
    const dishes = [...members(), ...stars()].map((player) => player.of);
    const severities = state.controls.value.shift === "none" ? [0] : [0, 1, 2, 3, 4, 5];
    return severities.map((severity) => ({ ask: "score", of: dishes, on: onTest(state.controls.value, severity) }));
  },
  figure(answers) {
    const all = of(answers, "score");
    const [first] = all;
    if (!first) return undefined;
    const x = all.map(({ question }) => question.on.shift?.severity ?? 0);
    const named = [...members(), ...stars()];
    const series = first.question.of.map((dish, i): Series => {
      const known = named[i];
      const y = all.map(({ answer }) => accuracy(answer[i]));
      return {
        id: `${i}-${nameOf(dish)}`,
        role: known?.role ?? roleOf(dish),
        label: known?.label ?? nameOf(dish),
        x,
        y,
        badge: state.isRecorded.value ? "recorded" : "live",
      };
    });
    const shown = series.filter(({ role }) => role !== "member");
    const ends = shown.map((one) =>
      msg(str`${one.label} ${pct(one.y[0] ?? Number.NaN)} to ${pct(one.y[one.y.length - 1] ?? Number.NaN)}`),
    );
    const name = shiftName();
    return {
      id: "shift",
      kind: "curve",
      title: msg(str`Accuracy under ${name}`),
      sentence: msg(str`From severity 0 to ${x.at(-1)}: ${ends.join(", ")}.`),
      caption: counted(answers, msg("Grey: each member.")),
      x: { label: msg(str`severity of ${name}`), format: "d", domain: [0, 5] },
      y: { label: msg("accuracy"), format: ".0%", chance: chance() },
      series,
      present: { x: Number(state.controls.value.severity) },
    };
  },
};

const kinds = () => ({
  member: msg("members"),
  ensemble: msg("ensembles"),
  soup: msg("soups"),
  student: msg("student"),
});

/** Each model on test rows, and on shifted ones. */
export const scatter: Plate = {
  id: "scatter",
  questions() {
    const dishes = everyone().map((player) => player.of);
    const { severity } = state.controls.value;
    return [0, Number(severity)].map((at) => ({ ask: "score", of: dishes, on: onTest(state.controls.value, at) }));
  },
  figure(answers) {
    const [clean, moved] = of(answers, "score");
    if (!clean || !moved) return undefined;
    const dishes = clean.question.of;
    const roles = [...new Set(dishes.map(roleOf))];
    const series = roles.map((role): Series => {
      const mine = dishes.flatMap((dish, i) => (roleOf(dish) === role ? [i] : []));
      return {
        id: role,
        role,
        label: kinds()[role as "member"] ?? msg("start"),
        x: mine.map((i) => accuracy(clean.answer[i])),
        y: mine.map((i) => accuracy(moved.answer[i])),
        names: mine.map((i) => nameOf(dishes[i] ?? { kind: "start" })),
        badge: state.isRecorded.value ? "recorded" : "live",
      };
    });
    const all = dishes
      .map((dish, i) => ({ name: nameOf(dish), y: accuracy(moved.answer[i]) }))
      .filter(({ y }) => Number.isFinite(y));
    const top = all.sort((a, b) => b.y - a.y)[0];
    return {
      id: "scatter",
      kind: "scatter",
      title: msg("On test rows, and on shifted ones"),
      sentence: top ? msg(str`Best under ${shiftWords()}: ${top.name}, ${pct(top.y)}.`) : "",
      caption: counted(answers, msg(str`Shift: ${shiftWords()}. On the line nothing is lost.`)),
      x: { label: msg("accuracy on test rows"), format: ".0%" },
      y: { label: msg("accuracy on shifted rows"), format: ".0%" },
      identity: true,
      series,
    };
  },
};
