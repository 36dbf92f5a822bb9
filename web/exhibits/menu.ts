/** More, whose content is fetched when it is opened. */

import { html, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";
import { Late } from "../late.ts";
import type { Exhibit } from "./exhibit.ts";

/** What the menu offers. */
export const offers = new Late({ menu: () => import("./offers.ts") });

/** The button, and what it opens. */
export function more(exhibit: Exhibit): TemplateResult {
  return html`<button type="button" class="quiet" part="menu" popovertarget="more" aria-label=${msg("More")}>${msg("More")}</button>
    <div id="more" class="popover" popover @beforetoggle=${() => offers.ask("menu")}>
      ${offers.get("menu")?.content(exhibit)}
    </div>`;
}
