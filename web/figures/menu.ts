/** What can be done with a figure beside looking at it. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str } from "../language/message.ts";
import type { FigureElement, Opened } from "./element.ts";
import { canHear, type FigureSpec } from "./figure.ts";

/** The buttons below a figure, and what they have opened. */
export function menu(host: FigureElement, figure: FigureSpec, id: string): TemplateResult {
  const out = host.outputs;
  const has = (what: Opened) => host.opened.has(what);
  const button = (what: Opened, text: string) => html`<button
    type="button"
    aria-expanded=${has(what) ? "true" : "false"}
    aria-controls=${has(what) ? `${id}-${what}` : nothing}
    @click=${() => host.toggle(what)}
  >
    ${text}
  </button>`;
  const hear = html`<button type="button" @click=${() => host.hear()}>${host.isHeard ? msg("Stop") : msg("Hear")}</button>`;
  return html`<div class="figure-menu" role="group" aria-label=${msg(str`Figure: ${figure.title}`)}>
      ${figure.kind === "table" ? nothing : button("table", msg("Table"))} ${button("words", msg("In words"))}
      ${canHear(figure) ? hear : nothing} ${button("export", msg("Export"))}
    </div>
    ${out && has("export") ? out.files(host, figure, id) : nothing}
    ${out && has("words") ? html`<p class="figure-words" id="${id}-words">${out.describe(figure, "long")}</p>` : nothing}
    ${out && has("table") ? html`<div id="${id}-table">${out.listing(figure)}</div>` : nothing}`;
}
