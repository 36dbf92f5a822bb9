/** Maps of one figure, side by side, all on one plane. */

import { html, nothing, type TemplateResult } from "lit";
import { type Theme, theme } from "../theme.ts";
import { type FigureSpec, type MapSpec, type PlaneSpec, percent } from "./figure.ts";
import type { MapFigure } from "./map.ts";
import "./map.ts";

/** The most maps of one figure. */
const MOST = 36;

/** The maps as elements. */
export function maps(figure: FigureSpec): TemplateResult {
  const { maps = [], plane } = figure;
  const isOne = figure.kind === "boundary";
  return html`<ul class=${isOne ? "figure-maps one" : "figure-maps"}>
    ${maps.slice(0, isOne ? 1 : MOST).map((map) => {
      const drawn = plane && theme.value ? mapFigure(map, plane, theme.value) : undefined;
      const right = map.accuracy === undefined ? nothing : html`<span class="value">${percent(map.accuracy)}</span>`;
      return html`<li class=${map.role ? `role-${map.role}` : ""}>
        <sp-map .figure=${drawn}></sp-map>
        <p><span class="name">${map.label}</span> ${right}</p>
      </li>`;
    })}
  </ul>`;
}

const made = new WeakMap<MapSpec, MapFigure>();

/** The same object for as long as it shows the same, so that a map is drawn once. */
function mapFigure(map: MapSpec, plane: PlaneSpec, colours: Theme): MapFigure {
  const known = made.get(map);
  if (known?.theme === colours && known.plane.points === plane.points) return known;
  const figure: MapFigure = {
    map: { side: map.side, winner: Uint8Array.from(map.winner), share: Uint8Array.from(map.share) },
    plane,
    recipe: { classes: plane.names, ...(plane.side === undefined ? {} : { side: plane.side }) },
    theme: colours,
    label: `Decisions of ${map.label}`,
  };
  made.set(map, figure);
  return figure;
}
