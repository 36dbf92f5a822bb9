/** More, whose content is fetched when it is opened; and the engine chip. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str } from "../language/message.ts";
import { number } from "../language/number.ts";
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
  return html`<button type="button" class="quiet" popovertarget="more" aria-label=${msg("More")}>${msg("More")}</button>
    <div id="more" class="popover" popover @beforetoggle=${() => offers.ask("menu")}>
      ${offers.get("menu")?.content(kitchen)}
    </div>`;
}

/** What it runs on; opens why, and the choice. */
export function chip(kitchen: Kitchen): TemplateResult {
  const { used, workers, words, core, rate } = state.engine.value;
  const isExact = state.controls.value.executor === "exact";
  const processor = msg(str`CPU × ${Math.max(1, workers)}`);
  const name = used === "gpu" ? "GPU" : isExact ? msg(str`${processor}, exact`) : processor;
  const fast = rate > 0 ? msg(str`${number(Math.round(rate))} steps/s`) : undefined;
  const label = fast ? msg(str`Engine: ${name}, ${fast}`) : msg(str`Engine: ${name}`);
  const about = fast ? `${core}, ${fast}` : core;
  return html`<button type="button" class="quiet chip" popovertarget="engine" aria-label=${label}>
      ${name}
    </button>
    <div id="engine" class="popover" popover>
      ${segments(specOf("executor"), formOf(kitchen))}
      <p class="caption" id="verdict">${words || msg("Measured when training begins.")}</p>
      ${isExact ? html`<p class="caption" id="fingerprint">${found.value ? msg(str`Fingerprint of the table: ${found.value}.`) : msg("Fingerprint of the table: when it has been counted.")}</p>` : nothing}
      <p class="caption" id="core">${msg(str`${about}. Nothing leaves this device.`)}</p>
    </div>`;
}
