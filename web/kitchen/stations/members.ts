/** Station 2: the members, their recipe, their maps. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { FigureElement } from "../../figures/element.ts";
import { classOf, mark } from "../../input/board.ts";
import { msg, plural, str } from "../../language/message.ts";
import { number } from "../../language/number.ts";
import { measured } from "../../lens.ts";
import type { Spread } from "../../manifest.ts";
import { EITHER } from "../../theme.ts";
import { rowsOf } from "../rows.ts";
import "../../figures/element.ts";
import type { Kitchen } from "../kitchen.ts";
import { isFree, labelOf } from "../manifest.ts";
import { pct } from "../plates/plate.ts";
import * as state from "../state.ts";
import { controls, one } from "./form.ts";
import { mapElement } from "./map.ts";

/** The station. */
export function members(kitchen: Kitchen): TemplateResult {
  const count = state.spec.value.members;
  return html`<h2 id="station-members"><span class="number">2</span> ${msg("Members")}</h2>
    <div class="who-learns">
      <p class="caption" id="recipe">${recipe()}</p>
      ${one(kitchen, "members")}
    </div>
    <ol class=${count > 24 ? "strip tiny" : count > 12 ? "strip small" : "strip"}>
      ${Array.from({ length: count }, (_, i) => member(kitchen, i))}
    </ol>
    ${key()} ${choice(kitchen)}
    <details class="recipe">
      <summary>${msg("Change who learns, and how")}</summary>
      <div class="columns">${controls(kitchen, "model").slice(1)} ${controls(kitchen, "recipe", "basic")}</div>
      <h3>${msg("More of the recipe")}</h3>
      <div class="columns">${controls(kitchen, "recipe", "more")}</div>
      ${
        state.controls.value.start === "trained"
          ? html`<h3>${msg("The start")}</h3>
            <div class="columns">${controls(kitchen, "start")}</div>`
          : nothing
      }
    </details>
    ${
      state.isPictured.value
        ? html`<sp-figure class="plain" .figure=${kitchen.figure("pictures")} name=${pictured()}></sp-figure>`
        : nothing
    }
  `;
}

const pictured = () => (state.set.value.side === undefined ? msg("Test signals") : msg("Test images"));

function member(kitchen: Kitchen, i: number): TemplateResult {
  const view = state.view.value;
  const at = view?.diverged[i] ?? 0;
  const isIn = state.chosen.value[i] ?? true;
  const score = view?.scores[i];
  const words = at > 0 ? msg(str`diverged at step ${at - 1}`) : pct(measured(score)?.accuracy ?? Number.NaN);
  return html`<li
    class=${at > 0 ? "member diverged" : isIn ? "member" : "member out"}
    @pointerenter=${() => highlight(i)}
    @pointerleave=${() => highlight()}
    @focusin=${() => highlight(i)}
    @focusout=${() => highlight()}
  >
    ${mapElement(view?.maps[i], msg(str`member ${i + 1}`), score)}
    <label>
      <input
        type="checkbox"
        .checked=${live(isIn && at === 0)}
        ?disabled=${at > 0 || !isFree("chosen")}
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

/** Classes whose marks the key shows, at most. */
const MARKED = 8;

/** How maps are read. */
function key(): TemplateResult {
  const { classes, row } = state.set.value;
  // Images say themselves what they are.
  const isDrawn = row === "points" || (state.plane.value?.points.length ?? 0) > 0;
  const marked = row === "images" ? [] : classes.slice(0, isDrawn ? MARKED : 3);
  const what = {
    points: (name: string) => msg(str`test points of ${name}`),
    images: (name: string) => msg(str`a test image of ${name}`),
    signals: (name: string) => msg(str`a test signal of ${name}`),
    rows: (name: string) => msg(str`a test row of ${name}`),
  }[row];
  const entry = (own: number, words: string) =>
    html`<span><svg viewBox="-6 -6 12 12" aria-hidden="true"><path class=${classOf(own)} d=${mark(own, 60)} /></svg>${words}</span>`;
  const marks = marked.map((name, i) => entry(i, what(name)));
  const left = classes.length - MARKED;
  const unmarked =
    isDrawn && left > 0
      ? html`<span>${plural(left, { one: msg(str`and ${left} more class`), other: msg(str`and ${left} more classes`) })}</span>`
      : nothing;
  const third =
    !isDrawn && classes.length === 2 && row !== "images"
      ? entry(EITHER, msg(str`a third one of the ${rowsOf("test")}`))
      : nothing;
  const others = classes.length > 3 ? html`<span>${msg("grey: another class wins")}</span>` : nothing;
  const through = isDrawn
    ? msg("The one feature runs from left to right.")
    : msg(str`The plane goes through three ${rowsOf("test")}.`);
  const plane = row === "points" ? nothing : html`<span>${through}</span>`;
  return html`<div class="key">
    ${marks} ${unmarked} ${third} ${plane} ${others}
    <span><svg viewBox="-6 -6 12 12" aria-hidden="true"><path class="border" d="M-6 4 6-4" /></svg>${msg("where the decision changes")}</span>
    <span>${msg("pale where unsure")}</span>
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
  const isLocked = !isFree("chosen");
  return html`<div class="choice" role="group" aria-label=${msg("Members that count")}>
    <span class="caption">${msg(str`${inside} of ${count} count`)}</span>
    <button type="button" ?disabled=${isLocked} @click=${() => kitchen.set("chosen", "")}>${msg("All")}</button>
    <button type="button" ?disabled=${isLocked} @click=${() => top(half)}>${msg(str`Best ${half}`)}</button>
    <button type="button" ?disabled=${isLocked} @click=${() => top(1)}>${msg("Only the best")}</button>
  </div>`;
}

/** The recipe in one line. */
function recipe(): string {
  const { model, optimiser, lr, steps, start, members } = state.spec.value;
  const net =
    model.kind === "mlp"
      ? `${model.hidden.join("-")} ${model.activation}`
      : msg(str`convolutions ${model.channels.join("-")}`);
  const all = plural(members, {
    one: msg(
      str`${members} network, ${net}, ${labelOf("optimiser", optimiser)}, learning rate ${said(lr)}, ${said(steps)} steps`,
    ),
    other: msg(
      str`${members} networks, ${net}, ${labelOf("optimiser", optimiser)}, learning rate ${said(lr)}, ${said(steps)} steps`,
    ),
  });
  return {
    trained: () => msg(str`${all}, from one trained start.`),
    same: () => msg(str`${all}, from the same random start.`),
    independent: () => msg(str`${all}, each from its own start.`),
  }[start.kind]();
}

function said(value: Spread): string {
  const plain = (one: number) => number(one, { maximumSignificantDigits: 12, useGrouping: false });
  if (typeof value === "number") return plain(value);
  if (!Array.isArray(value)) return msg(str`${plain(value.low)} to ${plain(value.high)}`);
  return value.map(plain).reduce((all, one) => msg(str`${all} or ${one}`));
}
