/** An exhibit alive in a page of its own or in an element: controls, bar, figures and the measured sentence. */

import { effect } from "@preact/signals-core";
import { foreign, msg, plural, str, translated } from "../language/message.ts";
import { show } from "../parts/show.ts";
import type { Exhibit } from "./exhibit.ts";
import { isBusy } from "./life.ts";
import { leadOf } from "./recorded.ts";
import { runbar, tick } from "./runbar.ts";
import { recordedOf } from "./shelf.ts";
import { controls, plates } from "./stage.ts";

/** Fills the places `#controls`, `#bar`, `#lead`, `#figures` and `#sentence` of a root; the answer ends it. */
export function live(exhibit: Exhibit, root: ParentNode): () => void {
  const ends: (() => void)[] = [];
  let isOver = false;
  const fill = (place: string, part: Parameters<typeof show>[1]) => {
    const found = root.querySelector<HTMLElement>(place);
    if (found) ends.push(show(found, part));
  };
  fill("#controls", () => controls(exhibit));
  fill("#bar", () => runbar(exhibit));
  let isSeen = false;
  const { slug } = exhibit.entry.card;
  void recordedOf(slug)
    .catch(() => undefined)
    .then((recorded) => {
      if (isOver) return;
      exhibit.recorded.value = recorded;
      const figures = effect(() => {
        if (isSeen || exhibit.figures.value.length === 0) return;
        isSeen = true;
        const lead = () => exhibit.ui.value.fig[0] ?? leadOf(exhibit.entry.card, exhibit.figures.value);
        fill("#lead", () => plates(exhibit, (figure) => figure.id === lead()));
        fill("#figures", () => plates(exhibit, (figure) => figure.id !== lead()));
      });
      ends.push(figures);
      if (exhibit.wantsPlay) void exhibit.session.play();
    });
  const sentence = effect(() => {
    const found = root.querySelector<HTMLElement>("#sentence");
    const words = measured(exhibit);
    if (!found || words === undefined || words === found.textContent) return;
    found.textContent = words;
    const lang = foreign(sentenceOf(exhibit) ?? "");
    if (lang) found.lang = lang;
    else found.removeAttribute("lang");
  });
  // Seconds that are left go down while nothing else changes; at rest there is no timer.
  let timer: ReturnType<typeof setInterval> | undefined;
  const ticking = effect(() => {
    clearInterval(timer);
    if (isBusy(exhibit.session.run.value)) timer = setInterval(() => tick.value++, 500);
  });
  return () => {
    isOver = true;
    clearInterval(timer);
    for (const end of [sentence, ticking, ...ends]) end();
  };
}

/** The sentence of what is shown, with the number of seeds; nothing where nothing is. */
export function measured({ session, recorded }: Exhibit): string | undefined {
  const run = session.run.value;
  const shown = session.snapshot.value;
  if (!shown) return recorded.value && translated(recorded.value.sentence);
  const { seeds, wanted, phase } = run;
  const counted = plural(seeds, { one: msg("One seed."), other: msg(str`${seeds} seeds.`) });
  const said = [translated(shown.sentence), ...(seeds === 0 ? [] : [counted])];
  if (phase === "stale") said.push(msg("Of the settings before."));
  else if (isBusy(run) && seeds < wanted) said.push(msg("More are coming."));
  return said.join(" ");
}

/** The sentence of the core in it. */
const sentenceOf = ({ session, recorded }: Exhibit) => (session.snapshot.value ?? recorded.value)?.sentence;
