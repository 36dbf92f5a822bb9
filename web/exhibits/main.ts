/** Boot of an exhibit's page: what was written when the site was built comes alive. */

import { effect } from "@preact/signals-core";
import { Address } from "../address.ts";
import { speakIn } from "../announcer.ts";
import type { TableElement } from "../figures/listing.ts";
import { parts } from "../figures/parts.ts";
import { setTheme, watchTheme } from "../theme.ts";
import { announce } from "./announce.ts";
import { claims } from "./claims.ts";
import type { Entry } from "./entry.ts";
import { Exhibit } from "./exhibit.ts";
import { listen } from "./keys.ts";
import { offers } from "./menu.ts";
import { live } from "./view.ts";

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
let made: TableElement | undefined;
effect(() => {
  const shown = exhibit.table.value;
  const listing = shown && parts.want("listing");
  if (!shown || !listing) return;
  made ??= new listing.TableElement();
  const { columns, rows } = shown;
  const figure = { id: "table", kind: "table" as const, title: "Everything measured", caption: "", sentence: "" };
  made.figure = { ...figure, columns, rows };
  // What was written when the site was built gives way.
  if (!made.isConnected) document.querySelector("#table")?.replaceChildren(made);
});

claims(exhibit, document);
effect(() => {
  const isLive = exhibit.session.snapshot.value !== undefined;
  for (const badge of document.querySelectorAll(".badge-of-run")) {
    const name = isLive ? "live" : exhibit.recorded.value ? "recorded" : "not yet run";
    badge.textContent = name;
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
  const figure = document.getElementById(`figure-${step.figure}`);
  figure?.scrollIntoView({ block: "center", behavior: "instant" });
  figure?.querySelector<HTMLElement>(".figure-stage[tabindex]")?.focus({ preventScroll: true });
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
    void offers.ask("menu").then(({ copy }) => copy(exhibit, text, "The citation is copied."));
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
