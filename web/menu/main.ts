/** The Menu's filter; its state is in the link. */

import { settled } from "../language/choice.ts";
import { type Filter, fits, fragment, read } from "./filter.ts";

await settled();

const form = document.querySelector<HTMLFormElement>("#filter");
const count = document.querySelector<HTMLElement>("#count");
const none = document.querySelector<HTMLElement>("#none");
const cards = [...document.querySelectorAll<HTMLElement>("#cards > li")];

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
      const isFound = fits(filter, (card.dataset.family ?? "").split(" "), card.dataset.words ?? "");
      card.hidden = !isFound;
      found += Number(isFound);
    }
    const all = found === cards.length ? `${found} exhibits` : `${found} of ${cards.length} exhibits`;
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
