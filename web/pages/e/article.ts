/** An exhibit's page as text: what is said of the paper, and what was recorded. */

import { manifestOf, stepState } from "../../exhibits/adapter.ts";
import { asking, claimCard, marked } from "../../exhibits/cards.ts";
import type { Card, Claim, Entry, Recorded, Step } from "../../exhibits/entry.ts";
import { asRecorded, leadOf } from "../../exhibits/recorded.ts";
import { cellText, columnText } from "../../figures/cell.ts";
import { inline } from "../../figures/export.ts";
import type { ColumnSpec, FigureSpec } from "../../figures/figure.ts";
import { escaped } from "../../figures/shape.ts";
import { cells } from "../../figures/table.ts";
import { msg } from "../../language/message.ts";
import { write } from "../../link.ts";
import { changed, defaultState } from "../../manifest.ts";

/** What a page is made from. */
export interface Made {
  entry: Entry;
  recorded: Recorded | undefined;
  /** Names of the methods that come from the paper. */
  functions: readonly string[];
  /** Exhibits of the same family. */
  near: readonly Card[];
  /** A formula as MathML. */
  math(tex: string): string;
}

/** The width that figures are drawn for. */
const WIDTH = 640;

const list = (items: readonly string[]) => `<ul>${items.map((text) => `<li${marked(text)}</li>`).join("")}</ul>`;
const section = (id: string, title: string, body: string) =>
  body && `<section class="text" aria-labelledby="${id}"><h2 id="${id}" data-msg>${title}</h2>${body}</section>`;

/** What stands in the head of the page. */
export function head({ card }: Entry): string {
  return `<title>${escaped(card.title)} · Soupçon</title>
    <meta name="description" content="${escaped(card.question)}" />
    <meta name="subjects" content="exhibits entries/menu ${card.slug}" />`;
}

/** Title, paper and question. */
export function title({ card }: Entry): string {
  const { title, authors, arxiv } = card.paper;
  return `<h1${marked(card.title)}</h1>
<p class="paper" lang="en"><cite>${escaped(title)}</cite>, ${escaped(authors)}, ${escaped(appeared(card))}, <a href="https://arxiv.org/abs/${arxiv}" rel="noreferrer">arXiv:${arxiv}</a></p>
<p class="question"${marked(card.question)}</p>`;
}

/** Where and when the paper appeared. */
const appeared = ({ paper: { venue, year } }: Card) =>
  venue === "arXiv" ? String(year) : venue.includes(String(year)) ? venue : `${venue}, ${year}`;

/** What scripts need to know of the exhibit. */
export function data({ card, controls, claims }: Entry): string {
  const json = JSON.stringify({ card: { slug: card.slug, title: card.title, tour: card.tour }, controls, claims });
  return `<script type="application/json" id="entry">${json.replaceAll("<", "\\u003c")}</script>`;
}

/** Everything below the title. */
export function article(made: Made): string {
  const { entry, recorded, functions, near, math } = made;
  const { card } = entry;
  const figures = recorded?.figures ?? [];
  const lead = leadOf(card, figures);
  const plates = (isWanted: (id: string) => boolean) =>
    figures
      .filter(({ id }) => isWanted(id))
      .map(plate)
      .join("");
  const found = (claim: Claim) => recorded?.findings.find(({ id }) => id === claim.id);
  const badge = `<span class="badge badge-of-run badge-recorded">${recorded ? msg("recorded") : msg("not yet run")}</span>`;
  const measured = recorded ? `${recorded.sentence} ${recorded.seeds} seeds, recorded.` : msg("Not run yet.");
  const reference = functions.map(
    (name) => `<li><a href="../../docs/functions/#${name}"><code>${name}</code></a></li>`,
  );
  return `<h2 class="visually-hidden" data-msg>${msg("Figures and controls")}</h2>
<div class="stage">
<div id="lead">${plates((id) => id === lead)}</div>
<div id="controls"></div>
<div id="figures">${plates((id) => id !== lead)}</div>
</div>
<div id="bar"><noscript><p class="notice">These are recorded results of ${recorded?.seeds ?? 0} seeds. With scripts and WebAssembly this page computes them anew, with your settings.</p></noscript></div>
<section class="found" aria-labelledby="claims">
<div class="figure-head"><h2 id="claims" data-msg>${msg("What the paper claims, and what is found here")}</h2>${badge}</div>
${asking()}
<p id="sentence" class="measured">${escaped(measured)}</p>
<ol class="claims">${entry.claims.map((claim) => claimCard(claim, found(claim))).join("")}</ol>
<p class="caption" data-msg>${msg("A verdict is computed, not written: <em>same direction</em> where the 95 % interval of the paired difference over seeds (Student) lies above 0, <em>opposite</em> where it lies below, <em>not seen at this size</em> where it holds 0. It needs two seeds.")}</p>
</section>
<div class="texts">
${section("tour-title", msg("Tour"), tour(entry))}
${section("idea", msg("The idea"), card.idea.map((text) => `<p${marked(text)}</p>`).join(""))}
${section("equations", msg("What is computed"), `<dl class="equations">${card.equations.map(({ name, tex }) => `<dt${marked(name)}</dt><dd><div class="formula" tabindex="0" role="group" aria-label="${escaped(name)}" data-msg-label>${math(tex)}</div></dd>`).join("")}</dl>`)}
${section("everything", msg("Everything measured"), `<div id="table">${recorded ? tableText(recorded.table.columns, recorded.table.rows, "Everything measured") : `<p data-msg>${msg("Press Play to measure it.")}</p>`}</div>`)}
${section("limits", msg("Limits at this size"), list(card.limits))}
${section("differences", msg("Where this departs from the paper"), list(card.differences))}
${section("next", msg("Try next"), list(card.tryNext) + (near.length > 0 ? `<p><span data-msg>${msg("Of the same family:")}</span> ${near.map((one) => `<a href="../${one.slug}/"${marked(one.title)}</a>`).join(", ")}.</p>` : ""))}
${section("teachers", msg("Notes for teachers"), list(card.teachers))}
${section("functions", msg("In the library"), reference.length > 0 ? `<ul class="names">${reference.join("")}</ul>` : "")}
${section("cite", msg("Cite the paper"), citation(card))}
</div>`;
}

/** A recorded figure: its drawing, its sentence, how it was measured. */
function plate(figure: FigureSpec): string {
  const { id, kind, title, sentence, caption } = figure;
  const { columns, rows } = kind === "table" ? cells(figure) : { columns: [], rows: [] };
  const drawing = kind === "table" ? tableText(columns, rows, title) : inline(asRecorded(figure), WIDTH);
  return `<div class="card plate" id="figure-${id}"><figure class="figure" aria-labelledby="f-${id}">
<div class="figure-head"><h3 id="f-${id}"${marked(title)}</h3><span class="badge badge-recorded" data-msg>${msg("recorded")}</span></div>
${drawing}<figcaption><p class="sentence"${marked(sentence)}</p><p class="caption"${marked(caption)}</p></figcaption></figure></div>`;
}

/** Steps as links to their set-ups. */
function tour(entry: Entry): string {
  const manifest = manifestOf(entry);
  const link = (step: Step, i: number) => {
    const state = changed(manifest, defaultState(manifest), stepState(entry.controls, step));
    return `#${escaped(write(manifest, { state, tour: String(i + 1) }))}`;
  };
  const steps = entry.card.tour.map(
    (step, i) =>
      `<li><p${marked(step.text)}</p><a href="${link(step, i)}" data-step="${i}" data-msg>${msg("Show this step")}</a></li>`,
  );
  return steps.length > 0 ? `<ol id="tour">${steps.join("")}</ol>` : "";
}

function tableText(columns: readonly ColumnSpec[], rows: Recorded["table"]["rows"], name: string): string {
  const side = (i: number) => (columns[i]?.align === "left" ? ' class="words"' : "");
  const heads = columns.map((column, i) => `<th scope="col"${side(i)}>${escaped(columnText(column))}</th>`);
  const body = rows.map((row) => {
    const all = row.map((cell, i) => {
      const text = escaped(cellText(columns[i], cell));
      return i === 0 ? `<th scope="row"${side(i)}>${text}</th>` : `<td${side(i)}>${text}</td>`;
    });
    return `<tr>${all.join("")}</tr>`;
  });
  return `<sp-table><div class="scroller" tabindex="0" role="region" aria-label="Table: ${escaped(name)}"><table><thead><tr>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div></sp-table>`;
}

/** The paper for a list of references, in words and for BibTeX. */
function citation({ paper }: Card): string {
  const { title, authors, venue, year, arxiv } = paper;
  const names = authors.split(/,\s*/);
  const key = `${names[0]?.split(" ").at(-1)?.toLowerCase() ?? "paper"}${year}`;
  const text = `${authors} (${year}). ${title}. ${venue === "arXiv" ? "" : `${venue}. `}arXiv:${arxiv}.`;
  const bibtex = `@misc{${key},
  title = {${title}},
  author = {${names.join(" and ")}},
  year = {${year}},
  eprint = {${arxiv}},
  archivePrefix = {arXiv}${venue === "arXiv" ? "" : `,\n  note = {${venue}}`}
}`;
  const button = (id: string) => `<button type="button" data-copy="${id}" hidden data-msg>${msg("Copy")}</button>`;
  return `<p id="cite-text" lang="en">${escaped(text)}</p>${button("cite-text")}<pre id="cite-bibtex" tabindex="0">${escaped(bibtex)}</pre>${button("cite-bibtex")}`;
}
