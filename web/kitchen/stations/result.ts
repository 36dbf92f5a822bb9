/** Station 4: the table and the curves; only the one that is seen is counted. */

import { html, nothing, type TemplateResult } from "lit";
import { msg, str, translated } from "../../language/message.ts";
import "../../figures/element.ts";
import { pinned } from "../../parts/pinned.ts";
import type { Kitchen } from "../kitchen.ts";
import { TABS } from "../manifest/result.ts";
import { isFree, labelOf } from "../manifest.ts";
import * as state from "../state.ts";
import { summary } from "../summary.ts";
import { controls } from "./form.ts";

/** The station. */
export function result(kitchen: Kitchen): TemplateResult {
  const tab = String(state.controls.value.tab);
  const about = TABS.find(({ id }) => id === tab);
  return html`<h2 id="station-result"><span class="number">4</span> ${msg("Result")}</h2>
    <p class="sentence" id="measured">${summary()}</p>
    <div class="tabs" role="tablist" aria-label=${msg("Figures")} @keydown=${(event: KeyboardEvent) => walk(event, kitchen)}>
      ${TABS.map(
        ({ id, label }) => html`<button
          type="button"
          role="tab"
          class="tab"
          id=${`tab-${id}`}
          aria-selected=${id === tab ? "true" : "false"}
          aria-controls="panel"
          tabindex=${id === tab ? 0 : -1}
          ?disabled=${!isFree("tab")}
          @click=${() => kitchen.set("tab", id)}
        >
          ${translated(label)}
        </button>`,
      )}
    </div>
    <div id="panel" role="tabpanel" aria-labelledby=${`tab-${tab}`} aria-busy=${kitchen.gallery.isBusy(tab) ? "true" : "false"}>
      ${tab === "table" ? nothing : html`<p class="caption">${translated(about?.help ?? "")}</p>`}
      ${
        tab === "attack" || tab === "table"
          ? html`<details ?open=${tab === "attack"}>
            <summary>${msg("How they are attacked")}</summary>
            <div class="columns asked">${controls(kitchen, "attack")}</div>
          </details>`
          : nothing
      }
      ${tab === "reliability" ? html`<div class="columns asked">${controls(kitchen, "reliability")}</div>` : nothing}
      <div class=${tab === "training" ? "two" : "one"}>
        <sp-figure class="plain" .figure=${kitchen.figure(tab)} name=${translated(about?.label ?? "")}></sp-figure>
        ${tab === "training" ? html`<sp-figure class="plain" .figure=${kitchen.figure("loss")} name=${msg("Loss")}></sp-figure>` : nothing}
      </div>
    </div>
    ${pinned(kitchen.pins.all.value, {
      words: ({ controls, step }) => msg(str`${labelOf("set", controls.set)}, seed ${controls.seed}, step ${step}`),
      open: ({ controls, step }) => kitchen.open(controls, step),
      unpin: (name) => kitchen.unpin(name),
    })}
  `;
}

/** Arrows walk from tab to tab. */
function walk(event: KeyboardEvent, kitchen: Kitchen): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const place = TABS.findIndex(({ id }) => id === state.controls.value.tab);
  const to = by === undefined ? { Home: 0, End: TABS.length - 1 }[event.key] : (place + by + TABS.length) % TABS.length;
  const next = to === undefined ? undefined : TABS[to];
  if (!next || !isFree("tab")) return;
  event.preventDefault();
  kitchen.set("tab", next.id);
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus());
}
