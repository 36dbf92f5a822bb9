/** What models decide at one place of the map, by keys and in words. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { decision, placeWords } from "../../figures/probe.ts";
import { spot } from "../../figures/spot.ts";
import { msg, str } from "../../language/message.ts";
import { nameOf } from "../lineup.ts";
import { pct } from "../plates/plate.ts";
import * as state from "../state.ts";

/** From the left and from below, in hundredths of the map. */
const place = signal<readonly [number, number]>([50, 50]);
const isOpen = signal(false);
const axes = () => [msg("Place from the left, %"), msg("Place from below, %")] as const;

/** The place from the upper left, 0 to 1. */
const spotted = (): [number, number] => [place.value[0] / 100, 1 - place.value[1] / 100];

function words(): string {
  const { of, map } = state.made.value;
  if (!map) return "";
  const { classes } = state.set.value;
  const at = spotted();
  const here = decision(map, ...at);
  const name = classes[here.winner] ?? String(here.winner);
  const second = state.controls.value.way === "ensemble" ? undefined : state.beside.value.map;
  const other = second && decision(second, ...at);
  const maps = state.view.value?.maps ?? [];
  const votes = maps.filter((one) => decision(one, ...at).winner === here.winner).length;
  const first = msg(str`${placeWords(...at)}: ${nameOf(of)} says ${name} (${pct(here.share)})`);
  const beside = other
    ? msg(str`${first}, the ensemble ${classes[other.winner] ?? other.winner} (${pct(other.share)})`)
    : first;
  return maps.length > 0 ? msg(str`${beside}; ${votes} of ${maps.length} members say ${name}.`) : `${beside}.`;
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
    <summary
      @click=${(event: Event) => {
        // By the state alone: what is drawn between a press and its toggle would close it again.
        event.preventDefault();
        isOpen.value = !isOpen.value;
      }}
    >
      ${msg("Read the map")}
    </summary>
    <div class="columns">
      ${axes().map(
        (name, axis) => html`<label>
          <span>${name}</span>
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
  const point = (event: PointerEvent) => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const hundredths = (share: number) => Math.round(100 * Math.min(1, Math.max(0, share)));
    place.value = [hundredths((event.clientX - left) / width), hundredths(1 - (event.clientY - top) / height)];
    isOpen.value = true;
  };
  return html`<div class="probed" @pointerdown=${point}>${map}${isOpen.value ? spot(...spotted()) : nothing}</div>`;
}
