/** A figure as a table. */

import { html, type TemplateResult } from "lit";
import type { CurveFigure } from "./figure.ts";

/** The head and the rows of a figure's table, as text. */
export function cells(figure: CurveFigure): { head: string[]; rows: string[][] } {
  const longest = figure.series.reduce((a, b) => (b.x.length > a.x.length ? b : a));
  const name = (id: string, label: string) => (/^m\d+$/.test(id) ? id : label);
  const exact = figure.y.label === "accuracy";
  const say = (value: number) => (Number.isFinite(value) ? (exact ? (value * 100).toFixed(1) : value.toFixed(3)) : "–");
  const unit = exact ? ", %" : "";
  const at = (series: (typeof figure.series)[number], i: number) =>
    series.y[series.x.length === longest.x.length ? i : Math.min(i, series.x.length - 1)] ?? Number.NaN;
  return {
    head: [figure.x.label, ...figure.series.map((series) => name(series.id, series.label) + unit)],
    rows: Array.from({ length: longest.x.length }, (_, i) => [
      figure.x.format(longest.x[i] ?? 0),
      ...figure.series.map((series) => say(at(series, i))),
    ]),
  };
}

/** The table, in a scroller of its own. */
export function table(figure: CurveFigure): TemplateResult {
  const { head, rows } = cells(figure);
  return html`<div class="scroller" tabindex="0" role="region" aria-label=${`Table: ${figure.title}`}>
    <table>
      <thead>
        <tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
