/** More, whose content is fetched when it is opened; and the engine chip. */

import { html, nothing, type TemplateResult } from "lit";
import { Late } from "../late.ts";
import { segments } from "../parts/segments.ts";
import { found } from "./fingerprint.ts";
import type { Kitchen } from "./kitchen.ts";
import { specOf } from "./manifest.ts";
import * as state from "./state.ts";
import { formOf } from "./stations/form.ts";

/** What the menu offers. */
export const offers = new Late({ menu: () => import("./offers.ts") });

/** Everything else. */
export function more(kitchen: Kitchen): TemplateResult {
  return html`<button type="button" class="quiet" popovertarget="more" aria-label="More">More</button>
    <div id="more" class="popover" popover @beforetoggle=${() => offers.ask("menu")}>
      ${offers.get("menu")?.content(kitchen)}
    </div>`;
}

/** What it runs on; opens why, and the choice. */
export function chip(kitchen: Kitchen): TemplateResult {
  const { used, workers, words, core, rate } = state.engine.value;
  const exactly = state.controls.value.executor === "exact" ? ", exact" : "";
  const name = used === "gpu" ? "GPU" : `CPU × ${Math.max(1, workers)}${exactly}`;
  const speed = rate > 0 ? `, ${Math.round(rate).toLocaleString("en")} steps/s` : "";
  return html`<button type="button" class="quiet chip" popovertarget="engine" aria-label=${`Engine: ${name}${speed}`}>
      ${name}
    </button>
    <div id="engine" class="popover" popover>
      ${segments(specOf("executor"), formOf(kitchen))}
      <p class="caption" id="verdict">${words || "Measured when training begins."}</p>
      ${exactly ? html`<p class="caption" id="fingerprint">Fingerprint of the table: ${found.value || "when it has been counted"}.</p>` : nothing}
      <p class="caption" id="core">${core}${speed}. Nothing leaves this device.</p>
    </div>`;
}
