/** Maps of decisions, the same object for as long as they show the same. */

import { html, type TemplateResult } from "lit";
import type { MapFigure } from "../../figures/map.ts";
import "../../figures/map.ts";
import { theme } from "../../theme.ts";
import type { Decisions, Scored } from "../../wire.ts";
import * as state from "../state.ts";
import { mapWords } from "../summary.ts";

const made = new WeakMap<Decisions, MapFigure>();

/** The figure of a map. */
export function mapOf(map: Decisions | undefined, name: string, score?: Scored): MapFigure | undefined {
  const [plane, recipe, colours] = [state.plane.value, state.set.value, theme.value];
  if (!map || !plane || !colours) return undefined;
  const known = made.get(map);
  const label = mapWords(name, map, score);
  if (known && known.plane === plane && known.theme === colours && known.label === label) return known;
  const figure = { map, plane, recipe, theme: colours, label };
  made.set(map, figure);
  return figure;
}

/** The element. */
export function mapElement(map: Decisions | undefined, name: string, score?: Scored): TemplateResult {
  return html`<sp-map .figure=${mapOf(map, name, score)}></sp-map>`;
}
