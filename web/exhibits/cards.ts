/** The cards of the claims as they are written, with and without scripts. */

import { escaped } from "../figures/shape.ts";
import type { Claim, Finding } from "./entry.ts";
import { hereWords, MARKS, verdictClass } from "./words.ts";

/** Whether to predict first; without scripts there is nothing to predict, and its space stays empty. */
export const ASKING = `<details class="asking"><summary>Predict first</summary>
<p class="caption">Until you have said what you expect of a claim, or skipped it, its recorded verdict and number are hidden, and so is the sentence. Figures stay. Close this to skip all.</p></details>`;

/** A claim: what the paper says, what was found here. */
export function claimCard(claim: Claim, found: Finding | undefined): string {
  const verdict = found?.verdict ?? "not yet run";
  return `<li class="card claim" data-claim="${claim.id}"><h3 id="claim-${claim.id}">${escaped(claim.says)}</h3>
<dl><dt>Paper</dt><dd>${escaped(claim.paper)}</dd>
<dt>Here</dt><dd><span data-here class="here">${escaped(hereWords(claim, found))}</span><span class="caption">${escaped(claim.difference)}</span></dd>
<dt>Verdict</dt><dd><span data-verdict class="verdict ${verdictClass(verdict)}">${MARKS[verdict]} ${verdict}</span></dd></dl>
<div data-predict class="predict"></div></li>`;
}
