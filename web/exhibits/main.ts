/** Boot of an exhibit's page: what was written when the site was built comes alive. */

import { effect } from "@preact/signals-core";
import { Address } from "../address.ts";
import { speakIn } from "../announcer.ts";
import { TableElement } from "../figures/listing.ts";
import { setTheme, watchTheme } from "../theme.ts";
import { announce } from "./announce.ts";
import type { Entry } from "./entry.ts";
import { Exhibit } from "./exhibit.ts";
import { copy } from "./exports.ts";
import { listen } from "./keys.ts";
import { live } from "./view.ts";
import { hereWords, MARKS, verdictClass } from "./words.ts";

const entry = JSON.parse(document.querySelector("#entry")?.textContent ?? "{}") as Entry;
const exhibit = new Exhibit(entry);

watchTheme();
exhibit.adopt(location.hash, location.search);
if (exhibit.ui.value.theme) setTheme(exhibit.ui.value.theme);
exhibit.begin();
speakIn(document.querySelector("#status"));
announce(exhibit);
listen(exhibit);
live(exhibit, document);
document.body.classList.add("is-live");
/** The table of what was measured, once there is one. */
const made = new TableElement();
effect(() => {
  const shown = exhibit.table.value;
  if (!shown) return;
  const { columns, rows } = shown;
  const figure = { id: "table", kind: "table" as const, title: "Everything measured", caption: "", sentence: "" };
  made.figure = { ...figure, columns, rows };
  // What was written when the site was built gives way.
  if (!made.isConnected) document.querySelector("#table")?.replaceChildren(made);
});

/** The cards of the claims, in the words that the written page has too. */
effect(() => {
  const { snapshot, findings } = exhibit.session;
  const { recorded } = exhibit;
  const isLive = snapshot.value !== undefined;
  const all = isLive ? findings.value : (recorded.value?.findings ?? []);
  for (const claim of entry.claims) {
    const card = document.querySelector<HTMLElement>(`[data-claim="${claim.id}"]`);
    const found = all.find(({ id }) => id === claim.id);
    const [here, verdict] = [card?.querySelector("[data-here]"), card?.querySelector("[data-verdict]")];
    if (!here || !verdict) continue;
    const word = found?.verdict ?? "not yet run";
    here.textContent = hereWords(claim, found);
    verdict.textContent = `${MARKS[word]} ${word}`;
    verdict.className = `verdict ${verdictClass(word)}`;
  }
  for (const badge of document.querySelectorAll(".badge-of-run")) {
    const name = isLive ? "live" : recorded.value ? "recorded" : "not yet run";
    badge.textContent = name;
    badge.className = `badge badge-of-run badge-${isLive ? "live" : "recorded"}`;
  }
});

const address = new Address(
  () => exhibit.fragment(),
  () => `${exhibit.pins.all.value.length} pins`,
);
effect(() => {
  void [exhibit.controls.value, exhibit.session.run.value.phase, exhibit.pins.all.value];
  address.soon();
});
address.onReturn((text) => exhibit.adopt(text));

// Steps of the tour are links; here they change the settings at once.
document.querySelector("#tour")?.addEventListener("click", (event) => {
  const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-step]");
  const step = entry.card.tour[Number(link?.dataset.step)];
  if (!link || !step) return;
  event.preventDefault();
  exhibit.follow(step);
  const figure = document.getElementById(`figure-${step.figure}`);
  figure?.scrollIntoView({ block: "center", behavior: "instant" });
  figure?.querySelector<HTMLElement>(".figure-stage[tabindex]")?.focus({ preventScroll: true });
});

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copy ?? "")?.textContent ?? "";
    void copy(exhibit, text, "The citation is copied.");
  });
}

// Skipping must not touch the address: it holds the state.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector<HTMLElement>("#exhibit")?.focus();
});
document.addEventListener("figure-say", (event) => {
  const status = document.querySelector("#status");
  if (status) status.textContent = String((event as CustomEvent<string>).detail);
});
