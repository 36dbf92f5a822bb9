/** Boot of a frame: one exhibit, under whatever little its host allows it. */

import { SoupconExhibit } from "../element/soupcon.ts";
import { settled, wanted } from "../language/choice.ts";
import { msg } from "../language/message.ts";
import { Voice } from "./voice.ts";

const query = new URLSearchParams(location.search);
const element = document.createElement("soupcon-exhibit") as SoupconExhibit;
const start = document.querySelector<HTMLButtonElement>("#start");
const words = document.querySelector<HTMLElement>("#words");

const attributes = {
  exhibit: query.get("e") ?? document.documentElement.dataset.exhibit ?? "",
  loading: "eager",
  state: location.hash.slice(1),
};
document.documentElement.lang = wanted();
for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);

/** What stands in the frame before the exhibit does. */
function label(): void {
  const heading = document.querySelector("h1");
  if (heading) heading.textContent = msg("Exhibit");
  if (start) start.textContent = msg("Start exhibit");
  if (document.title === "Exhibit") document.title = msg("Exhibit");
}

/** The Kitchen is a page of its own, which needs an origin for its workers. */
function move(): void {
  if (self.origin === "null") {
    if (words) words.textContent = msg("The Kitchen needs an origin: sandbox with allow-same-origin, or none.");
    return;
  }
  query.delete("e");
  const named = query.size > 0 ? `?${query}` : "";
  location.replace(new URL(`../kitchen/${named}${location.hash}`, location.href));
}

function show(): void {
  const voice = new Voice(element, {
    exhibit: attributes.exhibit,
    version: SoupconExhibit.version,
    origins: query.getAll("origin"),
    height: () => Math.ceil(document.body.getBoundingClientRect().height),
    dress(theme) {
      element.setAttribute("theme", theme);
      document.documentElement.dataset.theme = theme;
    },
  });

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

  document.querySelector("#place")?.append(element);
  void element.ready.then(() => {
    document.title = element.shadowRoot?.querySelector("#title")?.textContent ?? document.title;
  });
  voice.greet();
}

void settled().then(label);
if (attributes.exhibit === "kitchen") move();
else show();
