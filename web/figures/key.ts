/** The legend of a figure whose names find no place in its drawing. */

import { html, svg, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";
import type { Series } from "./figure.ts";
import type { Named } from "./frame.ts";
import { marker, styleOf } from "./role.ts";

/** What its buttons do. */
export interface Keyed {
  /** Series that are not shown. */
  hidden: ReadonlySet<number>;
  /** A name has the attention, or none. */
  light(one: Named | undefined): void;
  /** Shows what a name stands for, or hides it. */
  toggle(one: Named): void;
}

/** A button for each name, with the line and the marker that it has. */
export function legend(all: readonly Named[], series: readonly Series[], keyed: Keyed): TemplateResult {
  return html`<ul class="legend" part="legend" aria-label=${msg("Legend")}>
    ${all.map((one) => {
      const first = series[one.series[0] ?? 0];
      return html`<li>
        <button
          type="button"
          class="quiet"
          aria-pressed=${one.series.every((i) => keyed.hidden.has(i)) ? "false" : "true"}
          @focus=${() => keyed.light(one)}
          @blur=${() => keyed.light(undefined)}
          @pointerenter=${() => keyed.light(one)}
          @pointerleave=${() => keyed.light(undefined)}
          @click=${() => keyed.toggle(one)}
        >
          ${first ? sample(first) : ""} ${one.text}
        </button>
      </li>`;
    })}
  </ul>`;
}

/** A piece of a series' line with its marker. */
function sample(series: Series): TemplateResult {
  const look = styleOf(series);
  const { set } = marker(look, 14, 6);
  return html`<svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true" focusable="false">
    ${svg`<path d="M0 6H28" fill="none" stroke=${look.colour} stroke-width=${look.width} stroke-dasharray=${look.dash ?? "none"} />`}
    ${look.form ? svg`<path d=${set.d} transform=${set.transform} fill=${set.fill} stroke=${set.stroke} stroke-width=${set["stroke-width"]} />` : ""}
  </svg>`;
}
