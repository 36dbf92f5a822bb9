/** The Menu as text: the exhibit in front, the filter, a card for each exhibit. */

import { marked } from "../exhibits/cards.ts";
import { type Card, type Entry, families, type Recorded } from "../exhibits/entry.ts";
import { leadOf } from "../exhibits/recorded.ts";
import { duration } from "../exhibits/words.ts";
import { inline } from "../figures/export.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { escaped } from "../figures/shape.ts";
import { msg, str } from "../language/message.ts";

/** An exhibit and its recorded run. */
export interface Shown {
  entry: Entry;
  recorded: Recorded | undefined;
}

/** Characters of a drawing in a card, at most: the Menu must stay small. */
const ROOM = 14_000;
/** Width and height of a drawing in a card, and of the one in front. */
const SMALL = [336, 210] as const;
const LARGE = [560, 310] as const;

/** Everything below the title. */
export function menu(all: readonly Shown[]): string {
  const [first] = all.filter(({ recorded }) => recorded);
  const present = Object.entries(families()).map(([id, label]) => {
    const count = all.filter(({ entry }) => entry.card.family.includes(id)).length;
    return { id, label, count };
  });
  const boxes = present
    .filter(({ count }) => count > 0)
    .map(
      ({ id, label, count }) =>
        `<label class="check"><input type="checkbox" name="f" value="${id}" /><span><span data-msg>${label}</span> <span class="count">${count}</span></span></label>`,
    );
  return `${first ? front(first) : ""}
<section aria-labelledby="exhibits" class="gallery">
<div class="gallery-head"><h2 id="exhibits" data-msg>${msg("Exhibits")}</h2><p id="count" class="caption" role="status">${msg(str`${all.length} exhibits`)}</p></div>
<form id="filter" role="search" hidden>
<label class="search"><span data-msg>${msg("Search")}</span> <input type="search" name="q" autocomplete="off" /></label>
<fieldset><legend data-msg>${msg("Family")}</legend><div class="families">${boxes.join("")}</div></fieldset>
</form>
<ul class="cards" id="cards">${all.map(card).join("\n")}</ul>
<p id="none" class="notice fine" hidden><span data-msg>${msg("No exhibit fits.")}</span> <button type="button" id="clear" data-msg>${msg("Show all")}</button></p>
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
  const names = card.family.map((id) => `<span${marked(families()[id] ?? id)}</span>`);
  const all = [`<li>${names.join(", ")}</li>`];
  if (set) all.push(`<li${marked(set)}</li>`);
  if (recorded)
    all.push(`<li data-seconds="${recorded.seconds}">${msg(str`${duration(recorded.seconds)} a seed`)}</li>`);
  return `<ul class="tags">${all.join("")}</ul>`;
}

const badge = (recorded: Recorded | undefined) =>
  `<span class="badge badge-recorded" data-msg>${recorded ? msg("recorded") : msg("not yet run")}</span>`;

/** The exhibit in front. */
function front({ entry, recorded }: Shown): string {
  const { card } = entry;
  if (!recorded) return "";
  return `<section class="front card" aria-labelledby="front">
<div class="front-text">
<h2 id="front"><a href="e/${card.slug}/"${marked(card.title)}</a></h2>
<p class="question"${marked(card.question)}</p>
<p class="sentence"><span${marked(recorded.sentence)}</span> <span data-msg>${msg(str`${recorded.seeds} seeds.`)}</span></p>
<p class="doors"><a class="go" href="e/${card.slug}/#v=1&amp;play=1"><svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4 2.5v11l9-5.5z" /></svg> <span data-msg="exhibit-play">${msg("Play", { id: "exhibit-play" })}</span></a> ${badge(recorded)}</p>
</div>
<div class="front-figure" lang="en">${picture(card, recorded, LARGE)}</div>
</section>`;
}

function card({ entry, recorded }: Shown): string {
  const { slug, title, question, family, paper, idea } = entry.card;
  const words = [title, question, paper.title, paper.authors, paper.venue, ...family, ...idea].join(" ").toLowerCase();
  const drawing = recorded ? picture(entry.card, recorded, SMALL) : "";
  return `<li class="card" data-family="${family.join(" ")}" data-words="${escaped(words)}">
<div class="thumb" lang="en">${drawing}</div>
<div class="about"><div class="figure-head"><h3><a href="e/${slug}/"${marked(title)}</a></h3>${badge(recorded)}</div>
<p${marked(question)}</p>${tags(entry, recorded)}</div></li>`;
}
