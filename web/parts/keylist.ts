/** The list of a page's keys. */

import { html, type TemplateResult } from "lit";

/** Keys, and what they do. */
export type Keys = readonly [string[], string][];

/** The list. */
export function keylist(keys: Keys): TemplateResult {
  return html`<dl class="keys">
    ${keys.map(([keys, does]) => html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd></div>`)}
  </dl>`;
}
