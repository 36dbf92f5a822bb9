/** The mark of the place at which maps are read. */

import { html, svg, type TemplateResult } from "lit";

/** A ring over a map; from the upper left, 0 to 1. */
export function spot(x: number, y: number): TemplateResult {
  const ring = (name: string) => svg`<circle class=${name} cx=${100 * x} cy=${100 * y} r="2.5" />`;
  return html`<svg class="spot" viewBox="0 0 100 100" aria-hidden="true">${ring("halo")}${ring("core")}</svg>`;
}
