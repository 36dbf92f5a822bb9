/** Maps of one figure, side by side, all on one plane. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str } from "../language/message.ts";
import { percent } from "../language/number.ts";
import { type Theme, theme } from "../theme.ts";
import type { FigureSpec, MapSpec, PlaneSpec } from "./figure.ts";
import type { MapFigure } from "./map.ts";
import "./map.ts";
import { decisionWords } from "./probe.ts";
import { spot } from "./spot.ts";

/** A place from the upper left, 0 to 1. */
interface Place {
  x: number;
  y: number;
}

/** The most maps of one figure. */
const MOST = 36;

/** The maps as elements; at a place that is read, each with what it says there. */
export function maps(figure: FigureSpec, at?: Place): TemplateResult {
  const { maps = [], plane } = figure;
  const isOne = figure.kind === "boundary";
  return html`<ul class=${isOne ? "figure-maps one" : "figure-maps"}>
    ${maps.slice(0, isOne ? 1 : MOST).map((map) => {
      const drawn = plane && theme.value ? mapFigure(map, plane, theme.value) : undefined;
      const right = map.accuracy === undefined ? nothing : html`<span class="value">${percent(map.accuracy)}</span>`;
      const said = at && !isOne ? decisionWords(map, plane?.names ?? [], at.x, at.y) : undefined;
      return html`<li class=${map.role ? `role-${map.role}` : ""}>
        <div class="read">
          <sp-map part="map" .figure=${drawn}></sp-map>
          ${at ? spot(at.x, at.y) : nothing} ${said ? html`<span class="said">${said}</span>` : nothing}
        </div>
        <p><span class="name">${map.label}</span> ${right}</p>
      </li>`;
    })}
  </ul>`;
}

/** Where an event is: on which map, and at which place on it from the upper left, 0 to 1; nothing beside the maps. */
export function mapAt(event: MouseEvent): ({ map: Element } & Place) | undefined {
  const map = (event.target as Element).closest(".read");
  if (!map) return undefined;
  const { left, top, width, height } = map.getBoundingClientRect();
  return { map, x: (event.clientX - left) / width, y: (event.clientY - top) / height };
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
    label: msg(str`Decisions of ${map.label}`),
  };
  made.set(map, figure);
  return figure;
}
