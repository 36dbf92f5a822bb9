/** The element `sp-curve`: lines over an axis, with labels at their ends. */

import { scaleLinear } from "d3-scale";
import { line, symbol, symbolCircle, symbolDiamond, symbolSquare } from "d3-shape";
import { html, LitElement, nothing, type SVGTemplateResult, svg } from "lit";
import type { CurveFigure, Role, Series } from "./figure.ts";
import { spread } from "./spread.ts";

const MARGIN = { top: 26, right: 74, bottom: 36, left: 44 };
const MARKERS: Partial<Record<Role, string | null>> = {
  single: symbol(symbolCircle, 42)(),
  ensemble: symbol(symbolSquare, 42)(),
  soup: symbol(symbolDiamond, 46)(),
};

type Scale = (value: number) => number;

/** An SVG that is drawn anew when its figure or its width changes. */
export class CurveElement extends LitElement {
  static override properties = { figure: { attribute: false }, height: { type: Number }, width: { state: true } };
  declare figure: CurveFigure | undefined;
  /** In pixels. */
  declare height: number;
  declare width: number;
  private readonly resize = new ResizeObserver(() => {
    this.width = this.clientWidth;
  });

  constructor() {
    super();
    this.width = 0;
    this.height = 220;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.width = this.clientWidth;
    this.resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  protected override render() {
    const { figure, width, height } = this;
    if (!figure || width < 120) return nothing;
    return html`<svg
      class="curve"
      viewBox="0 0 ${width} ${height}"
      width=${width}
      height=${height}
      role="img"
      aria-label=${`${figure.title}. ${figure.sentence}`}
    >
      ${drawn(figure, width, height)}
    </svg>`;
  }
}

customElements.define("sp-curve", CurveElement);

function drawn(figure: CurveFigure, width: number, height: number): SVGTemplateResult {
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = scaleLinear(figure.x.domain, [MARGIN.left, right]);
  const y = scaleLinear(figure.y.domain, [bottom, MARGIN.top]).clamp(true);
  const ticks = width < 300 ? 3 : 5;
  return svg`
    <text class="axis-name" x="0" y="12">${figure.y.label}</text>
    <text class="axis-name" x=${(MARGIN.left + right) / 2} y=${height - 4} text-anchor="middle">${figure.x.label}</text>
    ${y.ticks(4).map(
      (value) => svg`
        <line class="grid" x1=${MARGIN.left} x2=${right} y1=${y(value)} y2=${y(value)} />
        <text class="tick" x=${MARGIN.left - 6} y=${y(value) + 4} text-anchor="end">${figure.y.format(value)}</text>`,
    )}
    ${x.ticks(ticks).map(
      (value) => svg`
        <text class="tick" x=${x(value)} y=${bottom + 16} text-anchor="middle">${figure.x.format(value)}</text>`,
    )}
    ${
      figure.present === undefined
        ? nothing
        : svg`<line class="present" x1=${x(figure.present)} x2=${x(figure.present)} y1=${MARGIN.top} y2=${bottom} />`
    }
    ${figure.series.map((series) => path(series, x, y))}
    ${labels(figure.series, x, y, right, [MARGIN.top, bottom])}`;
}

function path(series: Series, x: Scale, y: Scale): SVGTemplateResult {
  const places = Array.from({ length: series.x.length }, (_, i) => i);
  const at = (values: ArrayLike<number>, i: number) => values[i] ?? Number.NaN;
  const finite = (i: number) => Number.isFinite(at(series.y, i));
  const shape = line<number>()
    .defined(finite)
    .x((i) => x(at(series.x, i)))
    .y((i) => y(at(series.y, i)));
  const marker = MARKERS[series.role];
  const marked = series.marked && marker ? places.filter(finite) : [];
  return svg`
    <path class="line role-${series.role}" d=${shape(places) ?? ""} />
    ${marked.map(
      (i) => svg`<path class="marker role-${series.role}" d=${marker ?? ""}
        transform="translate(${x(at(series.x, i))} ${y(at(series.y, i))})" />`,
    )}`;
}

/** Names at the right ends, spread so that none covers another. */
function labels(series: Series[], x: Scale, y: Scale, right: number, [low, high]: [number, number]) {
  const named = series.flatMap((one) => {
    const end = lastFinite(one.y);
    return one.named === false || end < 0 ? [] : [{ ...one, at: x(one.x[end] ?? 0), to: y(one.y[end] ?? 0) }];
  });
  const wanted = named.map((one) => one.to + 4);
  const rows = spread(wanted, 15, low, high + 4);
  return named.map((one, i) => {
    const row = rows[i] ?? 0;
    const moved = Math.abs(row - one.to - 4) > 3;
    return svg`
      ${moved || one.at < right - 8 ? svg`<path class="leader" d=${`M${one.at + 3} ${one.to}L${right + 4} ${row - 4}`} />` : nothing}
      <text class="label role-${one.role}" x=${right + 7} y=${row}>${one.label}</text>`;
  });
}

function lastFinite(values: ArrayLike<number>): number {
  for (let i = values.length - 1; i >= 0; i--) if (Number.isFinite(values[i])) return i;
  return -1;
}
