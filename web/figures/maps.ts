/** Maps as figures: the same object for as long as they show the same. */

import * as state from "../state.ts";
import { theme } from "../theme.ts";
import type { Decisions } from "../wire.ts";
import type { MapFigure } from "./map.ts";
import { mapWords } from "./words.ts";

const made = new WeakMap<Decisions, MapFigure>();

/** The figure of the map at `place` among those of the last look. */
export function mapOf(place: number, name: string): MapFigure | undefined {
  const view = state.view.value;
  const { standing } = view ?? {};
  const together = [standing?.ensemble, standing?.soup][place - (standing?.members.length ?? 0)];
  return figureOf(view?.maps[place], name, standing?.members[place] ?? together);
}

/** The figure of the mixture that the hand has chosen. */
export function mixed(): MapFigure | undefined {
  const { a, b, t } = state.mix.value;
  return figureOf(state.mixMap.value, `the mixture of m${a + 1} and m${b + 1} at ${t.toFixed(2)}`);
}

function figureOf(
  map: Decisions | undefined,
  name: string,
  score?: { accuracy: number; loss: number },
): MapFigure | undefined {
  const [plane, recipe, colours] = [state.plane.value, state.chosenRecipe.value, theme.value];
  if (!map || !plane || !colours) return undefined;
  const known = made.get(map);
  if (known && known.plane === plane && known.theme === colours) return known;
  const figure = { map, plane, recipe, theme: colours, label: mapWords(name, map, recipe, score) };
  made.set(map, figure);
  return figure;
}
