/** Boot of a page's language: the words that stand in its own text, and the choice in its head. */

import { choose, settled } from "./choice.ts";
import { language, languageOf } from "./locale.ts";
import { reword, wordsIn } from "./markup.ts";
import { foreign, translated } from "./message.ts";

await settled();

const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector);

if (language() !== "en") {
  for (const element of all("[data-msg]")) {
    const own = element.dataset.msg ? `#${element.dataset.msg}` : "";
    const words = wordsIn(element) + own;
    if (foreign(words)) element.lang = "en";
    else reword(element, translated(words));
  }
  // Pages of prose are English but for their head.
  for (const part of all(".prose > main, .prose > .skip, .prose > header > :is(h1, .lead)")) {
    if (!part.matches("[data-msg], :has([data-msg])")) part.lang = "en";
  }
  for (const element of all("[data-msg-label]")) element.ariaLabel = translated(element.ariaLabel ?? "");
}

for (const box of all(".language")) {
  const select = box.querySelector("select");
  if (!select) continue;
  select.value = language();
  select.addEventListener("change", () => choose(languageOf(select.value) ?? "en"));
  box.hidden = false;
}
