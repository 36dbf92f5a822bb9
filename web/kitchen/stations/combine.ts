/** Station 3: how members become one, live, and a student of it. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, translated } from "../../language/message.ts";
import { Late } from "../../late.ts";
import { measured } from "../../lens.ts";
import { segments } from "../../parts/segments.ts";
import "../../figures/element.ts";
import { companion } from "../gallery.ts";
import type { Kitchen } from "../kitchen.ts";
import { nameOf, roleOf } from "../lineup.ts";
import { isFree, specOf } from "../manifest.ts";
import { ends } from "../order.ts";
import { pct } from "../plates/plate.ts";
import * as state from "../state.ts";
import { madeWords } from "../summary.ts";
import { controls, formOf } from "./form.ts";
import { mapElement } from "./map.ts";
import { probe, probed } from "./probe.ts";

/** What is fetched when it is unfolded. */
const folded = new Late({ student: () => import("./student.ts") });

/** The station. */
export function combine(kitchen: Kitchen): TemplateResult {
  const { way } = state.controls.value;
  const { of, map, score } = state.made.value;
  const second = state.beside.value;
  const [name, role] = [nameOf(of), roleOf(of)];
  return html`<h2 id="station-combine"><span class="number">3</span> ${msg("Combine")}</h2>
    ${segments(specOf("way"), formOf(kitchen))}
    <div class="hand">
      ${controls(kitchen, "ensemble")} ${controls(kitchen, "soup")} ${way === "line" || way === "three" || way === "plane" ? who(kitchen) : nothing}
      ${controls(kitchen, "line")} ${controls(kitchen, "three")} ${controls(kitchen, "plane")} ${controls(kitchen, "back")}
    </div>
    <div class="bench">
    <div class="served">
    <div class=${way === "ensemble" ? "pair single" : "pair"}>
      <figure class="made role-${role}">
        <h3><span class="swatch" aria-hidden="true"></span>${name}</h3>
        ${probed(mapElement(map, name, score))}
        <figcaption><span class="value">${pct(measured(score)?.accuracy ?? Number.NaN)}</span></figcaption>
      </figure>
      ${
        way === "ensemble"
          ? nothing
          : html`<figure class="beside role-ensemble">
            <h3><span class="swatch" aria-hidden="true"></span>${msg("ensemble")}</h3>
            ${probed(mapElement(second.map, msg("the ensemble"), second.score))}
            <figcaption><span class="value">${pct(measured(second.score)?.accuracy ?? Number.NaN)}</span></figcaption>
          </figure>`
      }
    </div>
    <p class="sentence" id="made">${madeWords()}</p>
    ${probe()}
    </div>
    ${plate(kitchen)}
    </div>
    <details class="student" ?open=${state.student.value.phase !== "none"} @toggle=${() => folded.ask("student")}>
      <summary>${msg("Distil it into a student")}</summary>
      ${folded.get("student")?.content(kitchen)}
    </details>
  `;
}

/** The figure that belongs to the way of combining. */
function plate(kitchen: Kitchen): TemplateResult {
  const id = companion();
  return html`<sp-figure
    class="plain"
    .figure=${kitchen.figure(id)}
    name=${msg("Counting")}
    aria-busy=${kitchen.gallery.isBusy(id) ? "true" : "false"}
    @figure-pick=${(event: CustomEvent<{ x: number; y: number }>) => {
      const { x, y } = event.detail;
      if (id === "landscape" && isFree("place")) kitchen.set("place", [x, y]);
      if (id === "line" && isFree("alpha")) kitchen.set("alpha", x);
    }}
  ></sp-figure>`;
}

/** The members that are mixed. */
function who(kitchen: Kitchen): TemplateResult {
  const all = Array.from({ length: state.spec.value.members }, (_, i) => i);
  const now = ends(state.controls.value);
  const names = state.controls.value.way === "line" ? (["a", "b"] as const) : (["a", "b", "c"] as const);
  return html`<div class="who">
    ${names.map(
      (name, place) => html`<label>
        <span>${translated(specOf(name).label)}</span>
        <select
          id=${`c-${name}`}
          ?disabled=${!isFree(name)}
          @change=${(event: Event) => kitchen.set(name, Number((event.target as HTMLSelectElement).value) + 1)}
        >
          ${all.map((i) => html`<option value=${i} .selected=${live(i === now[place])}>m${i + 1}</option>`)}
        </select>
      </label>`,
    )}
  </div>`;
}
