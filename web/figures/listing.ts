/** The element `sp-table`: columns and rows, sorted by any of the columns. */

import { html, LitElement, type TemplateResult } from "lit";
import { msg, str } from "../language/message.ts";
import { cellText, columnText } from "./cell.ts";
import type { Cell, FigureSpec } from "./figure.ts";

/** The most rows that are shown at once. */
const ROWS = 500;

/** A figure that is a table. */
export function listing(figure: FigureSpec): TemplateResult {
  return html`<sp-table .figure=${figure}></sp-table>`;
}

/** A column, and the direction that rows are sorted in. */
interface Order {
  column: number;
  isRising: boolean;
}

/** A table in a scroller of its own. */
export class TableElement extends LitElement {
  static override properties = { figure: { attribute: false }, order: { state: true } };
  declare figure: FigureSpec | undefined;
  declare order: Order | undefined;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const { figure, order } = this;
    if (!figure) return undefined;
    const { columns = [], rows = [] } = figure;
    const shown = (order ? sorted(rows, order) : rows).slice(0, ROWS);
    const isText = (i: number) => columns[i]?.align === "left";
    const sort = (i: number) => (order?.column !== i ? "none" : order.isRising ? "ascending" : "descending");
    return html`<div class="scroller" tabindex="0" role="region" aria-label=${msg(str`Table: ${figure.title}`)}>
        <table part="table">
          <thead>
            <tr>
              ${columns.map(
                (column, i) =>
                  html`<th scope="col" class=${isText(i) ? "words" : ""} aria-sort=${sort(i)}><button type="button" @click=${() => this.sort(i)}>${columnText(column)}</button></th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              (row) => html`<tr>
                ${row.map((cell, i) => {
                  const text = cellText(columns[i], cell);
                  const name = isText(i) ? "words" : "";
                  return i === 0
                    ? html`<th scope="row" class=${name}>${text}</th>`
                    : html`<td class=${name}>${text}</td>`;
                })}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${rows.length > ROWS ? html`<p class="caption">${msg(str`The first ${ROWS} of ${rows.length} rows; a file has them all.`)}</p>` : undefined}`;
  }

  /** Rising, falling, then as given. */
  private sort(column: number): void {
    const { order } = this;
    if (order?.column !== column) this.order = { column, isRising: true };
    else this.order = order.isRising ? { column, isRising: false } : undefined;
  }
}

customElements.define("sp-table", TableElement);

/** Numbers by size, words by the alphabet, what is missing last. */
export function sorted(rows: readonly (readonly Cell[])[], { column, isRising }: Order): (readonly Cell[])[] {
  const sign = isRising ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column] ?? null, b[column] ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y)));
  });
}
