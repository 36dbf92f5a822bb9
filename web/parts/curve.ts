/** A curve with its title, its sentence, its caption and its table. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { CurveFigure } from "../figures/figure.ts";
import { table } from "../figures/table.ts";
import "../figures/curve.ts";

/** The figures whose tables are open. */
const open = signal<ReadonlySet<string>>(new Set());

function toggle(id: string, event: Event): void {
  const isOpen = (event.target as HTMLDetailsElement).open;
  const next = new Set(open.value);
  if (isOpen) next.add(id);
  else next.delete(id);
  open.value = next;
}

/** A curve; before there is one, the room that it will take. */
export function curve(
  title: string,
  figure: CurveFigure | undefined,
  extra: unknown = nothing,
  height = 220,
): TemplateResult {
  return html`<figure class="card curve-card">
    <h3>${title}</h3>
    ${extra}
    <sp-curve height=${height} .figure=${figure}></sp-curve>
    <figcaption>
      <p class="sentence">${figure?.sentence ?? "Nothing to show yet."}</p>
      <p class="caption">${figure?.caption ?? ""}</p>
    </figcaption>
    ${
      figure
        ? html`<details ?open=${open.value.has(figure.id)} @toggle=${(event: Event) => toggle(figure.id, event)}>
          <summary>Table</summary>
          ${open.value.has(figure.id) ? table(figure) : nothing}
        </details>`
        : nothing
    }
  </figure>`;
}
