/** What a file holds, before anything is taken from it: its first rows, its columns, its classes. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, plural, str, translated } from "../language/message.ts";
import { fixed, number } from "../language/number.ts";
import type { Preview } from "./reader.ts";
import type { Outcome, Roles } from "./roles.ts";
import { isMissing, numberOf } from "./table.ts";

/** Classes with bars; the others are counted. */
const BARS = 10;

/** How many rows each class has. */
export function balance({ classes, different, kept }: Outcome): TemplateResult | typeof nothing {
  if (classes.length === 0) return nothing;
  const most = Math.max(...classes.map(({ rows }) => rows));
  const share = (rows: number) => msg(str`${fixed((100 * rows) / kept, 1)} %`);
  const one = ({ name, rows }: Outcome["classes"][number]) => html`<li>
    <span class="name">${name}</span>
    <meter min="0" max=${most} value=${rows} aria-label=${msg(str`Rows of class ${name}`)}></meter>
    <span class="numbers">${number(rows)} (${share(rows)})</span>
  </li>`;
  const more = different - BARS;
  return html`<h3>${msg("Classes")}</h3>
    <ul class="balance">
      ${classes.slice(0, BARS).map(one)}
      ${more > 0 ? html`<li>${plural(more, { one: msg(str`and ${number(more)} more class`), other: msg(str`and ${number(more)} more classes`) })}</li>` : nothing}
    </ul>`;
}

/** The first rows with a role to choose for each column. */
export function preview(shown: Preview, prefix: string, change: (roles: Partial<Roles>) => void): TemplateResult {
  const { columns, rows, roles, total } = shown;
  return html`<h3>${plural(rows.length, { one: msg(str`First row of ${number(total)}`), other: msg(str`First ${number(rows.length)} rows of ${number(total)}`) })}</h3>
    <div class="scroller" tabindex="0" role="region" aria-label=${msg("The first rows, with a role for each column")}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg("Row")}</th>
            ${columns.map((_, i) => html`<th scope="col">${heading(shown, i, prefix, change)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, r) => html`<tr>
              <th scope="row">${r * shown.every + 1}</th>
              ${columns.map((_, i) => cell(row[i] ?? "", roles, i))}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function heading(shown: Preview, i: number, prefix: string, change: (roles: Partial<Roles>) => void): TemplateResult {
  const { columns, roles } = shown;
  const { name = "", kind = "text", missing = 0, distinct = 0 } = columns[i] ?? {};
  const role = roles.label === i ? "label" : roles.features.includes(i) ? "feature" : "out";
  const holds = kind === "number" ? msg("numbers") : distinct > 32 ? msg("words") : msg(str`${distinct} different`);
  const choose = (event: Event) => change(changed(shown, i, (event.target as HTMLSelectElement).value));
  // Columns without a name are counted.
  const title = /^column \d+$/.test(name) ? translated(name) : name;
  return html`<span class="column">${title}</span>
    <select id="${prefix}-role-${i}" aria-label=${msg(str`Role of column ${title}`)} .value=${live(role)} @change=${choose}>
      <option value="feature" ?selected=${role === "feature"} ?disabled=${kind !== "number"}>${msg("feature")}</option>
      <option value="label" ?selected=${role === "label"}>${msg("label")}</option>
      <option value="out" ?selected=${role === "out"}>${msg("leave out")}</option>
    </select>
    <span class="caption">${holds}${missing > 0 ? html`, <strong>${msg(str`${missing} missing`)}</strong>` : nothing}</span>`;
}

/** The roles after a column took another one. There is one label: the column before becomes what it can be. */
export function changed(
  { columns, roles }: Pick<Preview, "columns" | "roles">,
  i: number,
  role: string,
): Partial<Roles> {
  const others = roles.features.filter((f) => f !== i);
  const sorted = (features: number[]) => features.sort((a, b) => a - b);
  if (role === "feature") return { features: sorted([...others, i]), label: roles.label === i ? -1 : roles.label };
  if (role === "out") return { features: others, label: roles.label === i ? -1 : roles.label };
  const before = roles.label !== i && columns[roles.label]?.kind === "number" ? [roles.label] : [];
  return { label: i, features: sorted([...others, ...before]) };
}

function cell(text: string, roles: Roles, i: number): TemplateResult {
  const isFeature = roles.features.includes(i);
  const wrong = isMissing(text) ? roles.label === i || isFeature : isFeature && Number.isNaN(numberOf(text));
  const shown = text.length > 24 ? `${text.slice(0, 23)}…` : text || "–";
  const mark = wrong ? html`<span class="visually-hidden">${msg("(cannot be used)")}</span>` : nothing;
  return html`<td class=${wrong ? "wrong" : roles.label === i ? "label" : isFeature ? "" : "out"}>${shown} ${mark}</td>`;
}
