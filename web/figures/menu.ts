/** What can be done with a figure beside looking at it. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str } from "../language/message.ts";
import type { FigureElement, Opened } from "./element.ts";
import { canHear, type FigureSpec } from "./figure.ts";
import { parts } from "./parts.ts";

/** The buttons below a figure, and what they have opened. */
export function menu(host: FigureElement, figure: FigureSpec, id: string): TemplateResult {
  // What has not come yet is not open yet.
  const open = <What extends Opened>(what: What) => (host.opened.has(what) ? parts.get(what) : undefined);
  const [files, words, table] = [open("export"), open("words"), open("table")];
  const button = (what: Opened, text: string) => html`<button
    type="button"
    aria-expanded=${open(what) ? "true" : "false"}
    aria-controls=${open(what) ? `${id}-${what}` : nothing}
    @click=${() => host.toggle(what)}
  >
    ${text}
  </button>`;
  const hear = html`<button type="button" @click=${() => host.hear()}>${host.isHeard ? msg("Stop") : msg("Hear")}</button>`;
  return html`<div class="figure-menu" role="group" aria-label=${msg(str`Figure: ${figure.title}`)}>
      ${figure.kind === "table" ? nothing : button("table", msg("Table"))} ${button("words", msg("In words"))}
      ${canHear(figure) ? hear : nothing} ${button("export", msg("Export"))}
    </div>
    ${host.fault ? html`<p class="figure-fault"><span aria-hidden="true">▲</span> ${host.fault}</p>` : nothing}
    ${files ? files.files(host, figure, id) : nothing}
    ${words ? html`<p class="figure-words" id="${id}-words">${words.describe(figure, "long")}</p>` : nothing}
    ${table ? html`<div id="${id}-table">${table.sheet(figure)}</div>` : nothing}`;
}
