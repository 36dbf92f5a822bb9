/** Boot of a frame: one exhibit, under whatever little its host allows it. */

import { SoupconExhibit } from "../element/soupcon.ts";
import { Voice } from "./voice.ts";

/** Milliseconds within which a second Esc leaves the frame. */
const TWICE_MS = 800;

const query = new URLSearchParams(location.search);
const element = document.createElement("soupcon-exhibit") as SoupconExhibit;
const start = document.querySelector<HTMLButtonElement>("#start");
const words = document.querySelector<HTMLElement>("#words");

const attributes = {
  exhibit: query.get("e") ?? document.documentElement.dataset.exhibit ?? "",
  loading: "eager",
  state: location.hash.slice(1),
};
for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);

const height = () => Math.ceil(document.body.getBoundingClientRect().height);
const voice = new Voice(element, SoupconExhibit.version, query.getAll("origin"), height);

element.addEventListener("soupcon-status", () => {
  // Who has come into the frame by the button stays in it.
  if (!start || start.hidden || element.status === "poster") return;
  const hadFocus = document.activeElement === start;
  start.hidden = true;
  if (hadFocus) element.shadowRoot?.querySelector<HTMLElement>("#play")?.focus();
});
element.addEventListener("soupcon-error", (event) => {
  if (words && element.status === "poster")
    words.textContent = (event as CustomEvent<{ message: string }>).detail.message;
});
start?.addEventListener("click", () => {
  element.play().catch(() => undefined);
});
addEventListener("hashchange", () => element.setAttribute("state", location.hash.slice(1)));

let escaped = Number.NEGATIVE_INFINITY;
addEventListener(
  "keydown",
  ({ key, timeStamp }: KeyboardEvent) => {
    const isTwice = key === "Escape" && timeStamp - escaped < TWICE_MS;
    escaped = key === "Escape" && !isTwice ? timeStamp : Number.NEGATIVE_INFINITY;
    if (isTwice) voice.tell("leave");
  },
  { capture: true },
);

document.querySelector("#place")?.append(element);
void element.ready.then(() => {
  document.title = element.shadowRoot?.querySelector("#title")?.textContent ?? document.title;
});
new ResizeObserver(() => voice.tell("resize", { width: document.body.offsetWidth, height: height() })).observe(
  document.body,
);
voice.greet();
