/** What an element shows around its stage: the tour, one step at a time, and the cards of the claims. */

import { effect, type ReadonlySignal, untracked } from "@preact/signals-core";
import { html, nothing, render, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { asking, claimCard } from "../exhibits/cards.ts";
import { claims } from "../exhibits/claims.ts";
import type { Exhibit } from "../exhibits/exhibit.ts";
import { look } from "../exhibits/look.ts";
import { foreign, msg, str, translated } from "../language/message.ts";
import { show } from "../parts/show.ts";

/** Keeps the tour in its place while it is wanted; the answer ends it. */
export function guide(exhibit: Exhibit, frame: HTMLElement, isWanted: ReadonlySignal<boolean>): () => void {
  const place = frame.querySelector<HTMLElement>("#tour");
  if (!place) return () => undefined;
  const follow = (index: number) => {
    exhibit.follow(index);
    look(frame, `figure-${exhibit.tour.steps[index]?.figure}`, false);
  };
  return show(place, () => (isWanted.value ? steps(exhibit, follow) : nothing));
}

/** The step shown, with buttons to the others and one that sets the controls to it. */
function steps({ tour }: Exhibit, follow: (index: number) => void): TemplateResult {
  const all = tour.steps;
  const at = tour.at.value ?? 0;
  // What cannot be pressed keeps the focus: whoever has come to an end goes back from there.
  const turn = (by: number, label: string) => {
    const isEnd = at + by < 0 || at + by >= all.length;
    return html`<button type="button" aria-disabled=${isEnd ? "true" : "false"} @click=${() => tour.go(by)}>${label}</button>`;
  };
  const text = all[at]?.text ?? "";
  return html`<section class="tour" aria-label=${msg("Tour")}>
    <p aria-live="polite"><span class="count numbers">${msg(str`Step ${at + 1} of ${all.length}`)}</span> <span lang=${foreign(text) ?? nothing}>${translated(text)}</span></p>
    <div class="buttons">
      ${turn(-1, msg("Previous"))}
      <button type="button" id="follow" @click=${() => follow(at)}>${msg("Show this step")}</button>
      ${turn(1, msg("Next"))}
    </div>
  </section>`;
}

/** Keeps the cards of the claims in their place while they are wanted; the answer ends it. */
export function cards(exhibit: Exhibit, frame: HTMLElement, isWanted: ReadonlySignal<boolean>): () => void {
  const place = frame.querySelector<HTMLElement>("#claims");
  if (!place) return () => undefined;
  return effect(() => {
    if (!isWanted.value) return;
    const { claims: all } = exhibit.entry;
    const text = `${asking()}<ol class="claims">${all.map((claim) => claimCard(claim, undefined)).join("")}</ol>`;
    render(unsafeHTML(text), place);
    const end = untracked(() => claims(exhibit, frame));
    return () => {
      end();
      render(nothing, place);
    };
  });
}
