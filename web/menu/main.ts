/** The Menu's filter; its state is in the link. */

import { duration } from "../exhibits/words.ts";
import { settled } from "../language/choice.ts";
import { language } from "../language/locale.ts";
import { msg, str } from "../language/message.ts";
import { type Filter, fits, fragment, read } from "./filter.ts";

await settled();

const form = document.querySelector<HTMLFormElement>("#filter");
const count = document.querySelector<HTMLElement>("#count");
const none = document.querySelector<HTMLElement>("#none");
const cards = [...document.querySelectorAll<HTMLElement>("#cards > li")];
/** What is searched: what the exhibit says, and what its card says in the language of the page. */
const textOf = (card: HTMLElement) => `${card.dataset.words} ${card.textContent}`.toLowerCase();

if (language() !== "en") {
  for (const time of document.querySelectorAll<HTMLElement>("[data-seconds]"))
    time.textContent = msg(str`${duration(Number(time.dataset.seconds))} a seed`);
}

if (form) {
  form.hidden = false;
  const search = form.elements.namedItem("q") as HTMLInputElement;
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const wanted = (): Filter => ({
    families: boxes.filter(({ checked }) => checked).map(({ value }) => value),
    words: search.value,
  });
  const show = ({ families, words }: Filter) => {
    search.value = words;
    for (const box of boxes) box.checked = families.includes(box.value);
  };
  const apply = () => {
    const filter = wanted();
    let found = 0;
    for (const card of cards) {
      const isFound = fits(
        filter,
        (card.dataset.family ?? "").split(" "),
        language() === "en" ? (card.dataset.words ?? "") : textOf(card),
      );
      card.hidden = !isFound;
      found += Number(isFound);
    }
    const all = found === cards.length ? msg(str`${found} exhibits`) : msg(str`${found} of ${cards.length} exhibits`);
    if (count && count.textContent !== all) count.textContent = all;
    if (none) none.hidden = found > 0;
    const text = fragment(filter);
    if (text !== location.hash.slice(1)) history.replaceState(null, "", `${location.pathname}${text && `#${text}`}`);
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("#clear")?.addEventListener("click", () => {
    show({ families: [], words: "" });
    apply();
    search.focus();
  });
  window.addEventListener("hashchange", () => {
    show(read(location.hash));
    apply();
  });
  show(read(location.hash));
  apply();
}
