/** The cards of the claims as they are written, with and without scripts. */

import { escaped } from "../figures/shape.ts";
import { foreign, msg, translated } from "../language/message.ts";
import type { Claim, Finding } from "./entry.ts";
import { hereWords, MARKS, verdictClass, verdictWords } from "./words.ts";

/** Whether to predict first; without scripts there is nothing to predict, and its space stays empty. */
export const asking = (): string => `<details class="asking"><summary data-msg>${msg("Predict first")}</summary>
<p class="caption" data-msg>${msg("Until you have said what you expect of a claim, or skipped it, its recorded verdict and number are hidden, and so is the sentence. Figures stay. Close this to skip all.")}</p></details>`;

/** The rest of a tag, and the words of the core in it. */
export function marked(text: string): string {
  const lang = foreign(text);
  return ` data-msg${lang ? ` lang="${lang}"` : ""}>${escaped(translated(text))}`;
}

/** A claim: what the paper says, what was found here. */
export function claimCard(claim: Claim, found: Finding | undefined): string {
  const verdict = found?.verdict ?? "not yet run";
  return `<li class="card claim" data-claim="${claim.id}"><h3 id="claim-${claim.id}"${marked(claim.says)}</h3>
<dl><dt data-msg>${msg("Paper")}</dt><dd${marked(claim.paper)}</dd>
<dt data-msg>${msg("Here")}</dt><dd><span data-here class="here">${escaped(hereWords(claim, found))}</span><span class="caption"${marked(claim.difference)}</span></dd>
<dt data-msg>${msg("Verdict")}</dt><dd><span data-verdict class="verdict ${verdictClass(verdict)}">${MARKS[verdict]} ${verdictWords(verdict)}</span></dd></dl>
<div data-predict class="predict"></div></li>`;
}
