/** Accuracy on the way from one member to another, and beyond. */

import type { Series } from "../../figures/figure.ts";
import { msg, str } from "../../language/message.ts";
import { fixed, interval } from "../../language/number.ts";
import type { Measure } from "../../wire.ts";
import { ends, onTest } from "../order.ts";
import * as state from "../state.ts";
import { chance, counted, of, type Plate, pct, refusal, shiftWords } from "./plate.ts";

/** The places that are counted: from half the way before the first to half the way after the second. */
const PLACES = Array.from({ length: 41 }, (_, i) => Math.round((i / 20 - 0.5) * 100) / 100);

/** The curve. */
export const line: Plate = {
  id: "line",
  isLight: true,
  questions() {
    const [a, b] = ends(state.controls.value);
    const { severity } = state.controls.value;
    const shifted = onTest(state.controls.value, Number(severity));
    return [
      {
        ask: "line",
        from: { kind: "member", member: a },
        to: { kind: "member", member: b },
        places: PLACES,
        on: [{ set: "test" }, ...(shifted.shift ? [shifted] : [])],
      },
    ];
  },
  figure(answers) {
    const [it] = of(answers, "line");
    const refused = refusal(answers);
    if (!it) return refused ? empty(refused) : undefined;
    const { from, to, places, on } = it.question;
    const [a, b] = [from, to].map((end) => (end.kind === "member" ? `m${end.member + 1}` : end.kind));
    const soup = it.answer.soup[0] ?? [];
    const series: Series[] = on.flatMap((where, i) => [
      curve(`soup${i}`, "soup", where.shift ? msg("soup, shifted") : msg("soup"), places, it.answer.soup[i], i > 0),
      curve(
        `ensemble${i}`,
        "ensemble",
        where.shift ? msg("ensemble, shifted") : msg("ensemble"),
        places,
        it.answer.ensemble[i],
        i > 0,
      ),
    ]);
    const at = (place: number) => soup[places.indexOf(place)]?.accuracy ?? Number.NaN;
    const inner = soup.filter((_, i) => (places[i] ?? -1) >= 0 && (places[i] ?? 2) <= 1);
    const words = barrier(inner, Math.min(at(0), at(1)));
    return {
      id: "line",
      kind: "curve",
      title: msg(str`Accuracy from ${a} to ${b}`),
      sentence: `${msg(str`${a} ${pct(at(0))}, half way ${pct(at(0.5))}, ${b} ${pct(at(1))}.`)} ${words}`,
      caption: counted(answers, msg(str`0 is ${a}, 1 is ${b}. Dashed: ${shiftWords()}.`)),
      x: { label: msg(str`share of ${b} in the mixture`), format: ".1f", domain: [-0.5, 1.5] },
      y: { label: msg("accuracy"), format: ".0%", chance: chance() },
      series,
      ...(state.controls.value.way === "line" ? { present: { x: Number(state.controls.value.alpha) } } : {}),
    };
  },
};

/** Whether the soup falls below `floor`, the worse of its ends, by more than the choice of the test rows can move it. */
export function barrier(inner: readonly Measure[], floor: number): string {
  const least = inner.toSorted((a, b) => a.accuracy - b.accuracy)[0];
  if (!least || floor - least.accuracy <= 0.005)
    return msg("In between the soup never falls more than half a point below its ends: no barrier.");
  const [low, high] = [fixed(100 * least.low, 1), fixed(100 * least.high, 1)];
  const falls = `${pct(least.accuracy)} ${interval(low, high)}`;
  return least.high < floor
    ? msg(str`In between the soup falls to ${falls}: a barrier.`)
    : msg(
        str`In between the soup falls to ${falls}, not clearly below its ends: no barrier that this test would show.`,
      );
}

function curve(
  id: string,
  role: "soup" | "ensemble",
  label: string,
  x: number[],
  y: Measure[] | undefined,
  dashed: boolean,
): Series {
  return {
    id,
    role,
    label,
    x,
    y: y?.map((one) => one.accuracy) ?? [],
    dashed,
    badge: state.isRecorded.value ? "recorded" : "live",
  };
}

/** A figure that says why there is none. */
export function empty(refused: string, id = "line", title = msg("Accuracy from one to another")) {
  return { id, kind: "curve" as const, title, sentence: refused, caption: "", series: [] };
}
