/** The pictures on buttons; the words beside them say the same. */

import { html, type TemplateResult } from "lit";

const PATHS = {
  play: "M4 2.5v11l9-5.5z",
  stop: "M3 3h10v10H3z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  step: "M3 2.5v11L10 8zM11 2.5h2v11h-2z",
  reset: "M8 3V.5L4 4l4 3.5V5a3.5 3.5 0 1 1-3.5 3.5h-2A5.5 5.5 0 1 0 8 3z",
  undo: "M6.5 2 2 6l4.5 4V7.2H9a2.9 2.9 0 0 1 0 5.8H5v2h4A4.9 4.9 0 0 0 9 5.2H6.5z",
  redo: "M9.5 2 14 6l-4.5 4V7.2H7a2.9 2.9 0 0 0 0 5.8h4v2H7A4.9 4.9 0 0 1 7 5.2h2.5z",
  dice: "M3 2h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zm2.2 1.9a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zM8 6.7a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm2.8 2.8a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z",
};

/** An icon of 16 by 16. */
export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path fill-rule="evenodd" d=${PATHS[name]} />
  </svg>`;
}
