/** What models decide at one place of the map, by keys and in words. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Decisions } from "../../wire.ts";
import { nameOf } from "../lineup.ts";
import { pct } from "../plates/plate.ts";
import * as state from "../state.ts";

/** From the left and from below, in hundredths of the map. */
const place = signal<readonly [number, number]>([50, 50]);
const isOpen = signal(false);
const AXES = ["from the left", "from below"] as const;

/** The class that wins at the place, and its probability. */
function decision({ side, winner, share }: Decisions): { winner: number; share: number } {
  const cell = (hundredths: number) => Math.min(side - 1, Math.floor((hundredths * side) / 100));
  const [x, y] = place.value;
  const at = (side - 1 - cell(y)) * side + cell(x);
  return { winner: winner[at] ?? 0, share: (share[at] ?? 0) / 255 };
}

function words(): string {
  const { of, map } = state.made.value;
  if (!map) return "";
  const { classes } = state.set.value;
  const here = decision(map);
  const name = classes[here.winner] ?? String(here.winner);
  const second = state.controls.value.way === "ensemble" ? undefined : state.beside.value.map;
  const other = second && decision(second);
  const maps = state.view.value?.maps ?? [];
  const votes = maps.filter((one) => decision(one).winner === here.winner).length;
  const [x, y] = place.value;
  return [
    `${x} % from the left, ${y} % from below: ${nameOf(of)} says ${name} (${pct(here.share)})`,
    other && `, the ensemble ${classes[other.winner] ?? other.winner} (${pct(other.share)})`,
    maps.length > 0 && `; ${votes} of ${maps.length} members say ${name}`,
    ".",
  ]
    .filter(Boolean)
    .join("");
}

/** The sliders of the place, and what is decided there. */
export function probe(): TemplateResult | typeof nothing {
  if (!state.made.value.map) return nothing;
  const text = isOpen.value ? words() : "";
  return html`<details
    class="probe"
    .open=${live(isOpen.value)}
    @toggle=${(event: Event) => {
      isOpen.value = (event.target as HTMLDetailsElement).open;
    }}
  >
    <summary>Read the map</summary>
    <div class="columns">
      ${AXES.map(
        (name, axis) => html`<label>
          <span>Place ${name}, %</span>
          <input
            type="range"
            min="0"
            max="100"
            aria-valuetext=${text}
            .value=${live(String(place.value[axis]))}
            @input=${(event: Event) => {
              const value = Number((event.target as HTMLInputElement).value);
              place.value = axis === 0 ? [value, place.value[1]] : [place.value[0], value];
            }}
          />
        </label>`,
      )}
    </div>
    <p class="sentence" id="probed">${text}</p>
  </details>`;
}

/** A map whose places can be pointed at, with a mark where it is read. */
export function probed(map: TemplateResult): TemplateResult {
  const [x, y] = place.value;
  const point = (event: PointerEvent) => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const hundredths = (share: number) => Math.round(100 * Math.min(1, Math.max(0, share)));
    place.value = [hundredths((event.clientX - left) / width), hundredths(1 - (event.clientY - top) / height)];
    isOpen.value = true;
  };
  const mark = html`<svg class="spot" viewBox="0 0 100 100" aria-hidden="true">
    <circle cx=${x} cy=${100 - y} r="2.5" />
    <circle class="core" cx=${x} cy=${100 - y} r="2.5" />
  </svg>`;
  return html`<div class="probed" @pointerdown=${point}>${map}${isOpen.value ? mark : nothing}</div>`;
}
