/** The table of everyone as a file has it, in English. */

import { english } from "../language/locale.ts";
import { msg } from "../language/message.ts";
import { type Lens, measured } from "../lens.ts";
import type { Measured, Results } from "../output/results.ts";
import { everyone } from "./lineup.ts";
import { setOf } from "./manifest/sets.ts";
import { onTest } from "./order.ts";
import { shiftWords } from "./plates/plate.ts";
import { attacking, attackWords } from "./plates/table.ts";
import * as state from "./state.ts";

/** All that is measured of everyone. */
export async function table(lens: Pick<Lens, "ask"> | undefined): Promise<Results> {
  if (!lens || !state.view.value) throw new Error(msg("There are no results yet."));
  const all = english(everyone);
  const of = all.map((player) => player.of);
  const { controls, rows, spec } = state;
  const attack = attacking(of);
  const [clean, moved, attacked] = await Promise.all([
    lens.ask<"score">({ ask: "score", of, on: onTest(controls.value) }),
    lens.ask<"score">({ ask: "score", of, on: onTest(controls.value, Number(controls.value.severity)) }),
    // One that cannot be attacked leaves the others measured.
    lens.ask<"attack">(attack).catch(() => undefined),
  ]);
  const { test, seed } = spec.value;
  const own = controls.value.set === "given" ? rows.value?.name : undefined;
  const title = own ?? setOf(controls.value.set).title;
  const broken = new Map(attack.of.map((dish, i) => [JSON.stringify(dish), attacked?.accuracy[i]?.[0]]));
  const how = english(() => `Shifted: ${shiftWords()}. Attacked: ${attackWords()}.`);
  return {
    title: `${title}: members and combinations`,
    note: `Seed ${seed}, step ${state.step.value}. ${how} Intervals are Wilson’s 95 %.`,
    measures: [
      { label: "accuracy", unit: "%" },
      { label: "shifted", unit: "%" },
      { label: "attacked", unit: "%", digits: 1 },
      { label: "NLL" },
      { label: "ECE" },
      { label: "passes" },
      { label: "parameters" },
    ],
    rows: all.flatMap(({ label, of }, i) => {
      const [here, there] = [measured(clean[i]), measured(moved[i])];
      if (!here) return [];
      const share = (one: typeof here | undefined) =>
        one ? { value: one.accuracy * 100, low: one.low * 100, high: one.high * 100, n: test } : null;
      const left = broken.get(JSON.stringify(of));
      const under: Measured | null = left === undefined ? null : { value: left * 100, n: attack.rows };
      const plain = (value: number) => ({ value });
      return [
        {
          name: label,
          cells: [
            share(here),
            share(there),
            under,
            plain(here.nll),
            plain(here.ece),
            plain(here.passes),
            plain(here.parameters),
          ],
        },
      ];
    }),
  };
}
