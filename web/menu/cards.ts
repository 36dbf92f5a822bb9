/** The Menu as text: the exhibit in front, the filter, a card for each exhibit. */

import { type Card, type Entry, FAMILIES, type Recorded } from "../exhibits/entry.ts";
import { leadOf } from "../exhibits/recorded.ts";
import { duration } from "../exhibits/words.ts";
import { inline } from "../figures/export.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { escaped } from "../figures/shape.ts";

/** An exhibit and its recorded run. */
export interface Shown {
  entry: Entry;
  recorded: Recorded | undefined;
}

/** Characters of a drawing in a card, at most: the Menu must stay small. */
const ROOM = 14_000;
/** Width and height of a drawing in a card, and of the one in front. */
const SMALL = [336, 210] as const;
const LARGE = [720, 300] as const;

/** Everything below the title. */
export function menu(all: readonly Shown[]): string {
  const [first] = all.filter(({ recorded }) => recorded);
  const present = Object.entries(FAMILIES).map(([id, label]) => {
    const count = all.filter(({ entry }) => entry.card.family.includes(id)).length;
    return { id, label, count };
  });
  const boxes = present
    .filter(({ count }) => count > 0)
    .map(
      ({ id, label, count }) =>
        `<label class="check"><input type="checkbox" name="f" value="${id}" /><span>${label} <span class="count">${count}</span></span></label>`,
    );
  return `${first ? front(first) : ""}
<section aria-labelledby="exhibits" class="gallery">
<div class="gallery-head"><h2 id="exhibits">Exhibits</h2><p id="count" class="caption" role="status">${all.length} exhibits</p></div>
<form id="filter" role="search" hidden>
<label class="search">Search <input type="search" name="q" autocomplete="off" /></label>
<fieldset><legend>Family</legend><div class="families">${boxes.join("")}</div></fieldset>
</form>
<ul class="cards" id="cards">${all.map(card).join("\n")}</ul>
<p id="none" class="notice" hidden>No exhibit fits. <button type="button" id="clear">Show all</button></p>
</section>`;
}

/** The drawing that stands for an exhibit: the one that its tour begins with, or the first that is small enough. */
function picture(card: Card, recorded: Recorded, [width, height]: readonly [number, number]): string {
  const figures = recorded.figures.filter(({ kind }) => kind !== "table");
  const lead = leadOf(card, figures);
  const ordered = [...figures.filter(({ id }) => id === lead), ...figures.filter(({ id }) => id !== lead)];
  // The card has the badge: names and marks need not repeat it.
  const draw = (figure: FigureSpec) => inline({ ...figure, rules: [] }, width, height);
  for (const figure of ordered) {
    const drawing = draw(figure);
    if (drawing.length < ROOM) return drawing;
  }
  return "";
}

function tags({ card, controls }: Entry, recorded: Recorded | undefined): string {
  const sets = controls.find(({ name }) => name === "data");
  const set = sets?.options?.find(({ id }) => id === sets.default)?.label;
  const time = recorded && `${duration(recorded.seconds)} a seed`;
  const names = card.family.map((id) => FAMILIES[id] ?? id);
  const all = [names.join(", "), set, time].filter(Boolean).map((text) => `<li>${escaped(String(text))}</li>`);
  return `<ul class="tags">${all.join("")}</ul>`;
}

const badge = (recorded: Recorded | undefined) =>
  `<span class="badge badge-recorded">${recorded ? "recorded" : "not yet run"}</span>`;

/** The exhibit in front. */
function front({ entry, recorded }: Shown): string {
  const { card } = entry;
  if (!recorded) return "";
  return `<section class="front card" aria-labelledby="front">
<div class="front-text">
<h2 id="front"><a href="e/${card.slug}/">${escaped(card.title)}</a></h2>
<p class="question">${escaped(card.question)}</p>
<p class="sentence">${escaped(recorded.sentence)} ${recorded.seeds} seeds.</p>
<p class="doors"><a class="go" href="e/${card.slug}/#v=1&amp;play=1"><svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4 2.5v11l9-5.5z" /></svg> Play</a> ${badge(recorded)}</p>
</div>
<div class="front-figure">${picture(card, recorded, LARGE)}</div>
</section>`;
}

function card({ entry, recorded }: Shown): string {
  const { slug, title, question, family, paper, idea } = entry.card;
  const words = [title, question, paper.title, paper.authors, paper.venue, ...family, ...idea].join(" ").toLowerCase();
  const drawing = recorded ? picture(entry.card, recorded, SMALL) : "";
  return `<li class="card" data-family="${family.join(" ")}" data-words="${escaped(words)}">
<div class="thumb">${drawing}</div>
<div class="about"><div class="figure-head"><h3><a href="e/${slug}/">${escaped(title)}</a></h3>${badge(recorded)}</div>
<p>${escaped(question)}</p>${tags(entry, recorded)}</div></li>`;
}
