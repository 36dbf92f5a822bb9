/** The cards of the claims, alive: what was found, and what was expected of it before. */

import { effect } from "@preact/signals-core";
import { html, nothing, render, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { say } from "../announcer.ts";
import { msg, str } from "../language/message.ts";
import type { Claim, Finding } from "./entry.ts";
import type { Exhibit } from "./exhibit.ts";
import { choices, type Expected, expectedWords, predictionWords } from "./predictions.ts";
import { hereWords, MARKS, verdictClass, verdictWords } from "./words.ts";

/** What is shown of claims: what was found in this visit, else what was recorded. */
export function foundOf({ session, recorded }: Exhibit): { isLive: boolean; all: readonly Finding[] } {
  const isLive = session.snapshot.value !== undefined;
  return { isLive, all: isLive ? session.findings.value : (recorded.value?.findings ?? []) };
}

/** Keeps the cards in a root as the exhibit is; the answer ends it. */
export function claims(exhibit: Exhibit, root: ParentNode): () => void {
  const { predictions, entry } = exhibit;
  const asking = root.querySelector<HTMLDetailsElement>(".asking");
  asking?.addEventListener("toggle", () => predictions.ask(asking.open));
  return effect(() => {
    const { isLive, all } = foundOf(exhibit);
    for (const claim of entry.claims) {
      const place = root.querySelector<HTMLElement>(`[data-claim="${claim.id}"]`);
      if (!place) continue;
      fill(exhibit, claim, place, { isLive, found: all.find(({ id }) => id === claim.id) });
    }
    const isAny = entry.claims.some(({ id }) => predictions.asks(id));
    root.querySelector("#sentence")?.toggleAttribute("data-hidden", isAny);
    if (!asking || !predictions.isOver.value) return;
    asking.open = false;
    asking.dataset.over = "";
  });
}

function fill(
  exhibit: Exhibit,
  claim: Claim,
  place: HTMLElement,
  shown: { isLive: boolean; found?: Finding | undefined },
) {
  const [here, verdict] = [place.querySelector("[data-here]"), place.querySelector("[data-verdict]")];
  const own = place.querySelector<HTMLElement>("[data-predict]");
  if (!here || !verdict || !own) return;
  const { isLive, found } = shown;
  const isHidden = exhibit.predictions.asks(claim.id);
  const word = found?.verdict ?? "not yet run";
  // A number would give the answer away.
  const isSaid = exhibit.predictions.expected.value.has(claim.id);
  const instead = isSaid ? msg("not measured yet") : msg("hidden until you predict");
  here.textContent = isHidden ? instead : hereWords(claim, found);
  verdict.textContent = isHidden ? msg("hidden") : `${MARKS[word]} ${verdictWords(word)}`;
  verdict.className = isHidden ? "verdict verdict-not" : `verdict ${verdictClass(word)}`;
  const hadFocus = own.contains((own.getRootNode() as Document | ShadowRoot).activeElement);
  render(isHidden ? choice(exhibit, claim) : outcome(exhibit, claim, isLive, found), own);
  // What had the focus may be gone: whoever was there reads on in the card.
  if (hadFocus && !own.contains((own.getRootNode() as Document | ShadowRoot).activeElement)) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
}

/** Three things to expect, and a way past them. */
function choice({ predictions, recorded }: Exhibit, claim: Claim): TemplateResult {
  const expected = predictions.expected.value.get(claim.id);
  const choose = (what: Expected) => {
    predictions.expect(claim.id, what);
    say(msg(str`You expect ${expectedWords(what)}.`));
  };
  const isKnown = recorded.value !== undefined;
  return html`<fieldset aria-describedby=${`claim-${claim.id}`}>
      <legend>${msg("What do you expect?")}</legend>
      ${choices().map(
        ([what, label]) => html`<label>
          <input
            type="radio"
            name=${`expect-${claim.id}`}
            .checked=${live(what === expected)}
            @change=${() => choose(what as Expected)}
          />
          ${label}
        </label>`,
      )}
    </fieldset>
    ${
      expected && !isKnown
        ? nothing
        : html`<button type="button" @click=${() => predictions.reveal(claim.id)}>
            ${expected ? msg("Show what was recorded") : msg("Skip")}
          </button>`
    }
    ${expected ? html`<p class="caption">${msg("Or press Play: what is measured then stands here.")}</p>` : nothing}`;
}

/** What was expected beside what was found. */
function outcome({ predictions }: Exhibit, claim: Claim, isLive: boolean, found: Finding | undefined) {
  const expected = predictions.expected.value.get(claim.id);
  return expected ? html`<p>${predictionWords(claim, expected, found, isLive)}</p>` : nothing;
}
