/** The maps of the members, the ensemble and the soup. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { percent } from "../figures/figure.ts";
import { mapOf } from "../figures/maps.ts";
import { measured } from "../figures/words.ts";
import type { Session } from "../session.ts";
import * as state from "../state.ts";
import "../figures/map.ts";

/** Every member: its map, its accuracy, whether it counts. */
export function members(session: Session): TemplateResult {
  const { standing, diverged } = state.view.value ?? {};
  const count = state.spec.value.members;
  const one = (i: number) => {
    const at = diverged?.[i] ?? 0;
    const isIn = state.chosen.value[i] ?? true;
    const words = at > 0 ? `diverged at step ${at - 1}` : percent(standing?.members[i]?.accuracy ?? Number.NaN);
    return html`<li class=${at > 0 ? "member diverged" : isIn ? "member" : "member out"}>
      <sp-map .figure=${mapOf(i, `member ${i + 1}`)}></sp-map>
      <label>
        <input
          type="checkbox"
          .checked=${live(isIn && at === 0)}
          ?disabled=${at > 0}
          @change=${(event: Event) => {
            session.choose(i, (event.target as HTMLInputElement).checked);
            (event.target as HTMLInputElement).checked = state.chosen.value[i] ?? true;
          }}
        />
        <span class="name">m${i + 1}</span> <span class="value">${words}</span>
      </label>
    </li>`;
  };
  return html`<section class="card members" aria-labelledby="members">
    <h2 id="members">${count} members</h2>
    <p class="caption">Tick those that count together.</p>
    <ol class="strip">
      ${Array.from({ length: count }, (_, i) => one(i))}
    </ol>
  </section>`;
}

/** What the members make together. */
export function together(): TemplateResult {
  const view = state.view.value;
  const { members } = state.spec.value;
  const one = (role: "ensemble" | "soup", place: number, how: string) => html`<figure class="role-${role}">
    <h3><span class="swatch" aria-hidden="true"></span>${role === "soup" ? "Soup" : "Ensemble"}</h3>
    <sp-map .figure=${mapOf(place, `the ${role}`)}></sp-map>
    <figcaption>
      <span class="value">${percent(view?.standing[role].accuracy ?? Number.NaN)}</span>
      <span class="caption">${how}</span>
    </figcaption>
  </figure>`;
  return html`<section class="card together" aria-labelledby="together">
    <h2 id="together">Together</h2>
    <div class="pair">
      ${one("ensemble", members, "the average of the answers")} ${one("soup", members + 1, "the average of the weights")}
    </div>
    ${
      view
        ? html`<p class="sentence" id="measured">
          ${measured(view.step, view.standing, view.diverged, state.chosenRecipe.value)}
        </p>`
        : nothing
    }
  </section>`;
}
