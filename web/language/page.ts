/** Boot of a page's language: the words that stand in its own text, and the choice in its head. */

import { choose, settled } from "./choice.ts";
import { language, languageOf } from "./locale.ts";
import { translated } from "./message.ts";

await settled();

const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector);

if (language() !== "en") {
  for (const element of all("[data-msg]")) {
    const words = element.innerHTML.trim().replace(/\s+/g, " ");
    const found = translated(words);
    if (found === words) element.lang = "en";
    else element.innerHTML = found;
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
