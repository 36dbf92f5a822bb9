/** A student of what the hand has made. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str } from "../../language/message.ts";
import { Apprentice } from "../apprentice.ts";
import type { Kitchen } from "../kitchen.ts";
import { nameOf } from "../lineup.ts";
import { pct } from "../plates/plate.ts";
import * as state from "../state.ts";
import { controls } from "./form.ts";
import { mapElement } from "./map.ts";

/** Its controls, its button, its map beside the teacher's. */
export function content(kitchen: Kitchen): TemplateResult {
  const now = state.student.value;
  const busy = now.phase === "preparing" || now.phase === "running";
  const teacher = nameOf(state.dish.value);
  const apprentice = () => {
    kitchen.apprentice ??= new Apprentice(kitchen.session);
    return kitchen.apprentice;
  };
  return html`<p class="caption">${msg(str`A new network learns to answer as the ${teacher} does, on the training rows.`)}</p>
    <div class="columns">${controls(kitchen, "student", "basic")}</div>
    <details>
      <summary>${msg("The student")}</summary>
      <div class="columns">${controls(kitchen, "student", "more")}</div>
    </details>
    <div class="deeds">
      <button
        type="button"
        id="distil"
        class="primary role-student"
        ?disabled=${!state.isOpen.value || !state.view.value || now.phase === "preparing"}
        @click=${() => (now.phase === "running" ? apprentice().toggle() : apprentice().teach(state.dish.value, teacher))}
      >
        ${now.phase === "running" ? msg("Pause the student") : now.phase === "none" ? msg("Train a student") : msg("Train it again")}
      </button>
      ${now.phase === "paused" ? html`<button type="button" @click=${() => apprentice().toggle()}>${msg("Go on")}</button>` : nothing}
      ${now.phase === "none" ? nothing : html`<button type="button" @click=${() => apprentice().end()}>${msg("Let it go")}</button>`}
    </div>
    ${now.phase === "none" ? nothing : shown(busy)}`;
}

function shown(busy: boolean): TemplateResult {
  const { map, history, step, steps, teacher, taught } = state.student.value;
  const score = history.at(-1)?.value;
  const gap =
    score && taught !== undefined ? msg(str`Its teacher had ${pct(taught)}; a student needs one forward pass.`) : "";
  const reached = pct(score?.accuracy ?? Number.NaN);
  const now = msg(str`Step ${step} of ${steps}: student ${reached}.`);
  return html`<figure class="pupil role-student">
    <h3><span class="swatch" aria-hidden="true"></span>${msg(str`student of the ${teacher}`)}</h3>
    <progress max=${Math.max(1, steps)} .value=${step} aria-label=${msg("Steps of the student")}></progress>
    ${mapElement(map, msg("the student"), score)}
    <figcaption>
      <span class="value">${reached}</span>
      <p class="sentence" id="pupil">${busy || !gap ? now : `${now} ${gap}`}</p>
    </figcaption>
  </figure>`;
}
