/** Station 2: the members, their recipe, their maps. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { FigureElement } from "../../figures/element.ts";
import { mark } from "../../input/board.ts";
import { measured } from "../../lens.ts";
import type { Spread } from "../../manifest.ts";
import "../../figures/element.ts";
import type { Kitchen } from "../kitchen.ts";
import { pct } from "../plates/plate.ts";
import * as state from "../state.ts";
import { controls, one } from "./form.ts";
import { mapElement } from "./map.ts";

/** The station. */
export function members(kitchen: Kitchen): TemplateResult {
  const count = state.spec.value.members;
  return html`<h2 id="station-members"><span class="number">2</span> Members</h2>
    <div class="who-learns">
      <p class="caption" id="recipe">${recipe()}</p>
      ${one(kitchen, "members")}
    </div>
    <details class="recipe">
      <summary>Change who learns, and how</summary>
      <div class="columns">${controls(kitchen, "model").slice(1)} ${controls(kitchen, "recipe", "basic")}</div>
      <h3>More of the recipe</h3>
      <div class="columns">${controls(kitchen, "recipe", "more")}</div>
      ${
        state.controls.value.start === "trained"
          ? html`<h3>The start</h3>
            <div class="columns">${controls(kitchen, "start")}</div>`
          : nothing
      }
    </details>
    <ol class=${count > 24 ? "strip tiny" : count > 12 ? "strip small" : "strip"}>
      ${Array.from({ length: count }, (_, i) => member(kitchen, i))}
    </ol>
    ${key()} ${choice(kitchen)}
    ${
      state.set.value.side === undefined
        ? nothing
        : html`<sp-figure class="plain" .figure=${kitchen.figure("pictures")} name="Test images"></sp-figure>`
    }
  `;
}

function member(kitchen: Kitchen, i: number): TemplateResult {
  const view = state.view.value;
  const at = view?.diverged[i] ?? 0;
  const isIn = state.chosen.value[i] ?? true;
  const score = view?.scores[i];
  const words = at > 0 ? `diverged at step ${at - 1}` : pct(measured(score)?.accuracy ?? Number.NaN);
  return html`<li
    class=${at > 0 ? "member diverged" : isIn ? "member" : "member out"}
    @pointerenter=${() => highlight(i)}
    @pointerleave=${() => highlight()}
    @focusin=${() => highlight(i)}
    @focusout=${() => highlight()}
  >
    ${mapElement(view?.maps[i], `member ${i + 1}`, score)}
    <label>
      <input
        type="checkbox"
        .checked=${live(isIn && at === 0)}
        ?disabled=${at > 0}
        @change=${(event: Event) => {
          const wish = (event.target as HTMLInputElement).checked;
          kitchen.choose(state.chosen.value.map((old, j) => (i === j ? wish : old)));
          (event.target as HTMLInputElement).checked = state.chosen.value[i] ?? true;
        }}
      />
      <span class="name">m${i + 1}</span> <span class="value">${words}</span>
    </label>
  </li>`;
}

/** How maps are read. */
function key(): TemplateResult {
  const { classes, row } = state.set.value;
  // Images say themselves what they are.
  const marked = row === "images" ? [] : row === "points" ? classes : classes.slice(0, 3);
  const what = row === "points" ? "test points" : `a test ${row.slice(0, -1)}`;
  const marks = marked.map(
    (name, i) =>
      html`<span><svg viewBox="-6 -6 12 12" aria-hidden="true"><path class=${`class-${"abcd"[i] ?? "a"}`} d=${mark(i, 60)} /></svg>${what} of ${name}</span>`,
  );
  const others = row !== "points" && classes.length > 3 ? html`<span>grey: another class wins</span>` : nothing;
  const plane = row === "points" ? nothing : html`<span>The plane goes through three test ${row}.</span> ${others}`;
  return html`<div class="key">
    ${marks} ${plane}
    <span><svg viewBox="-6 -6 12 12" aria-hidden="true"><path class="border" d="M-6 4 6-4" /></svg>where the decision changes</span>
    <span>pale where unsure</span>
  </div>`;
}

/** Brings a member's line forward in every figure that has one; none without a member. */
function highlight(member?: number): void {
  for (const figure of document.querySelectorAll<FigureElement>("sp-figure")) {
    const series = figure.figure?.series ?? [];
    const name = member === undefined ? "" : `m${member + 1}`;
    const at = series.findIndex(({ role, label }) => role === "member" && label === name);
    const index = (series[at]?.x.length ?? 0) - 1;
    figure.cursor = at < 0 ? undefined : { series: at, index, isHeld: false };
  }
}

/** All, the best, the best few. */
function choice(kitchen: Kitchen): TemplateResult {
  const count = state.spec.value.members;
  const ranked = () => {
    const scores = state.view.value?.scores.map((score) => measured(score)?.accuracy ?? -1) ?? [];
    return scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  };
  const top = (k: number) => {
    const best = new Set(ranked().slice(0, k));
    kitchen.choose(Array.from({ length: count }, (_, i) => best.has(i)));
  };
  const inside = state.chosen.value.filter(Boolean).length;
  const half = Math.max(1, Math.round(count / 2));
  return html`<div class="choice" role="group" aria-label="Members that count">
    <span class="caption">${inside} of ${count} count</span>
    <button type="button" @click=${() => kitchen.set("chosen", "")}>All</button>
    <button type="button" @click=${() => top(half)}>Best ${half}</button>
    <button type="button" @click=${() => top(1)}>Only the best</button>
  </div>`;
}

/** The recipe in one line. */
function recipe(): string {
  const { model, optimiser, lr, steps, start, members } = state.spec.value;
  const net =
    model.kind === "mlp" ? `${model.hidden.join("-")} ${model.activation}` : `convolutions ${model.channels.join("-")}`;
  const from = {
    trained: "from one trained start",
    same: "from the same random start",
    independent: "each from its own start",
  };
  return `${members} networks, ${net}, ${optimiser}, learning rate ${said(lr)}, ${said(steps)} steps, ${from[start.kind]}.`;
}

function said(value: Spread): string {
  if (typeof value === "number") return String(value);
  return Array.isArray(value) ? value.join(" or ") : `${value.low} to ${value.high}`;
}
