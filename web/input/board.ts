/** The square of the drawing board, as SVG: points by class, the grid, the cursor, the brush. */

import { nothing, type SVGTemplateResult, svg } from "lit";
import { outline } from "../figures/marks/classes.ts";
import { CLASSES, DOMAIN, type Place, type Point } from "./drawing.ts";

/** Units of the square's side. */
export const SIDE = 480;
/** The area of a mark, by the number of points. */
const AREA = { few: 64, many: 36 };
const MANY = 400;

/** The style of a class's mark; those without a colour have the text's. */
export const classOf = (label: number): string => `class-${"abcd"[label] ?? "more"}`;

/** A class's mark around the origin. */
export function mark(label: number, area: number = AREA.few): string {
  return outline(label, area);
}

const across = (x: number) => ((x - DOMAIN.low) / (DOMAIN.high - DOMAIN.low)) * SIDE;
const down = (y: number) => SIDE - across(y);

/** A place of the square from shares of its width and height. */
export function placeAt(right: number, below: number): Place {
  const span = DOMAIN.high - DOMAIN.low;
  return { x: DOMAIN.low + right * span, y: DOMAIN.high - below * span };
}

/** The square. */
export function board(
  points: readonly Point[],
  prefix: string,
  { cursor, reach }: { cursor: Place | undefined; reach: number | undefined },
): SVGTemplateResult {
  const area = points.length > MANY ? AREA.many : AREA.few;
  const ticks = Array.from({ length: DOMAIN.high - DOMAIN.low - 1 }, (_, i) => DOMAIN.low + 1 + i);
  return svg`<svg viewBox="0 0 ${SIDE} ${SIDE}" aria-hidden="true">
    <g class="grid">
      ${ticks.map((t) => svg`<path class=${t === 0 ? "axis" : ""} d="M${across(t)} 0V${SIDE}M0 ${down(t)}H${SIDE}" />`)}
      ${ticks.map(
        (t) => svg`<text x=${across(t)} y=${SIDE - 6}>${minus(t)}</text>
          ${t === ticks[0] ? nothing : svg`<text class="side" x="6" y=${down(t) + 4}>${minus(t)}</text>`}`,
      )}
    </g>
    ${CLASSES.map(
      (name, label) => svg`<g class=${`class-${name.toLowerCase()}`}>
        <marker id="${prefix}-${name}" viewBox="-8 -8 16 16" markerWidth="16" markerHeight="16" markerUnits="userSpaceOnUse">
          <path d=${mark(label, area)} />
        </marker>
        <path class="points" d=${vertices(points, label)} marker-start="url(#${prefix}-${name})"
          marker-mid="url(#${prefix}-${name})" marker-end="url(#${prefix}-${name})" />
      </g>`,
    )}
    ${cursor ? cross(cursor, reach) : nothing}
  </svg>`;
}

/** One path through the points of a class; a mark stands on each vertex. */
function vertices(points: readonly Point[], label: number): string {
  const own = points.filter((point) => point.label === label);
  return own.map(({ x, y }, i) => `${i ? "L" : "M"}${across(x).toFixed(1)} ${down(y).toFixed(1)}`).join("");
}

function cross(at: Place, reach: number | undefined): SVGTemplateResult {
  const [x, y] = [across(at.x), down(at.y)];
  return svg`<g class="cursor">
    <path d="M${x - 14} ${y}h9m10 0h9M${x} ${y - 14}v9m0 10v9" />
    ${reach ? svg`<circle cx=${x} cy=${y} r=${(reach / (DOMAIN.high - DOMAIN.low)) * SIDE} />` : nothing}
  </g>`;
}

function minus(value: number): string {
  return String(value).replace("-", "−");
}
