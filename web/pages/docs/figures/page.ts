/** Shows one figure of each kind. */

import { html, render } from "lit";
import { speakIn } from "../../../announcer.ts";
import { settled } from "../../../language/choice.ts";
import { watchTheme } from "../../../theme.ts";
import { EXAMPLES } from "./examples.ts";
import "../../../figures/element.ts";

await settled();

const main = document.querySelector<HTMLElement>("#figures");

watchTheme();
speakIn(document.querySelector("#status"));
if (main) {
  const source = { exhibit: "docs", link: location.href };
  const section = ({ figure, use }: (typeof EXAMPLES)[number]) => html`<section class="card" id=${figure.id}>
    <h2>${figure.kind}</h2>
    <p class="use">${use}</p>
    <sp-figure .figure=${figure} .source=${source}></sp-figure>
  </section>`;
  render(html`${EXAMPLES.map(section)}`, main);
}
