/** Boot of an exhibit's page: what was written when the site was built comes alive. */

import { effect } from "@preact/signals-core";
import { Address } from "../address.ts";
import { speakIn } from "../announcer.ts";
import type { TableElement } from "../figures/listing.ts";
import { parts } from "../figures/parts.ts";
import { badgeWords } from "../figures/role.ts";
import { toldFigure } from "../figures/told.ts";
import { settled } from "../language/choice.ts";
import { language } from "../language/locale.ts";
import { msg, translated } from "../language/message.ts";
import { setTheme, watchTheme } from "../theme.ts";
import { announce } from "./announce.ts";
import { claims } from "./claims.ts";
import type { Entry } from "./entry.ts";
import { Exhibit } from "./exhibit.ts";
import { listen } from "./keys.ts";
import { look } from "./look.ts";
import { offers } from "./menu.ts";
import { live } from "./view.ts";
import { verdictWords } from "./words.ts";

await settled();

const entry = JSON.parse(document.querySelector("#entry")?.textContent ?? "{}") as Entry;
const exhibit = new Exhibit(entry);
document.title = `${translated(entry.card.title)} · Soupçon`;

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
let made: TableElement | undefined;
effect(() => {
  // What was written when the site was built is in English.
  const recorded = language() === "en" ? undefined : exhibit.recorded.value?.table;
  const shown = exhibit.table.value ?? recorded;
  const listing = shown && parts.want("listing");
  if (!shown || !listing) return;
  made ??= new listing.TableElement();
  const { columns, rows } = shown;
  const figure = { id: "table", kind: "table" as const, title: msg("Everything measured"), caption: "", sentence: "" };
  made.figure = toldFigure({ ...figure, columns, rows });
  // What was written when the site was built gives way.
  if (!made.isConnected) document.querySelector("#table")?.replaceChildren(made);
});

claims(exhibit, document);
effect(() => {
  const isLive = exhibit.session.snapshot.value !== undefined;
  for (const badge of document.querySelectorAll(".badge-of-run")) {
    const isKnown = isLive || exhibit.recorded.value;
    badge.textContent = isKnown ? badgeWords(isLive ? "live" : "recorded") : verdictWords("not yet run");
    badge.className = `badge badge-of-run badge-${isLive ? "live" : "recorded"}`;
  }
});

const address = new Address(
  () => exhibit.fragment(),
  () => `${exhibit.pins.all.value.length} pins`,
);
effect(() => {
  const { controls, pins, session, tour } = exhibit;
  void [controls.value, session.run.value.phase, tour.at.value, pins.all.value];
  address.soon();
});
address.onReturn((text) => exhibit.adopt(text));

// Steps of the tour are links; here they change the settings at once.
const tour = document.querySelector("#tour");
tour?.closest("section")?.toggleAttribute("hidden", exhibit.ui.value.tour === "off");
tour?.addEventListener("click", (event) => {
  const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-step]");
  const step = entry.card.tour[Number(link?.dataset.step)];
  if (!link || !step) return;
  event.preventDefault();
  exhibit.follow(Number(link.dataset.step));
  look(document, `figure-${step.figure}`, true);
});
effect(() => {
  const at = exhibit.tour.at.value;
  for (const [i, step] of tour?.querySelectorAll("a[data-step]").entries() ?? []) {
    if (i === at) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
});

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copy ?? "")?.textContent ?? "";
    void offers.ask("menu").then(({ copy }) => copy(exhibit, text, msg("The citation is copied.")));
  });
}

// Skipping must not touch the address: it holds the state.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector<HTMLElement>("#exhibit")?.focus();
});
