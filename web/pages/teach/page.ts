/** The page for teachers: the builder of embeds, and a table of what students have found. */

import { settled } from "../../language/choice.ts";
import "../../element/soupcon.ts";
import type { SoupconExhibit } from "../../element/soupcon.ts";
import type { Entry } from "../../exhibits/entry.ts";
import { recordedOf } from "../../exhibits/shelf.ts";
import { code } from "./code.ts";
import { attributes, type Choice, link, snippets } from "./snippets.ts";
import { compared, texts } from "./verdicts.ts";

await settled();

const site = new URL("../", document.baseURI).href;
const find = <T extends HTMLElement>(id: string) => document.querySelector<T>(`#${id}`) as T;
const [exhibit, theme, width] = ["exhibit", "theme", "width"].map((id) => find<HTMLSelectElement>(id)) as [
  HTMLSelectElement,
  HTMLSelectElement,
  HTMLSelectElement,
];
const [controls, figures, preview, shown, said] = ["controls", "figures", "preview", "snippets", "said"].map((id) =>
  find(id),
) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
/** A state without what is only of a page that is open. */
const plain = (fragment: string) => fragment.replace(/&?\b(play|ui)=[^&]*/g, "");

let made: SoupconExhibit | undefined;
let state = "";
let title = "";
/** The state that the page was opened with. */
let first: string | undefined = plain(location.hash.slice(1));

/** A row of the form: what is chosen of a control or a figure. */
function row(name: string, label: string, options: readonly string[], chosen: string): HTMLElement {
  const line = document.createElement("label");
  const select = document.createElement("select");
  select.dataset.name = name;
  select.append(...options.map((word) => new Option(word, word, word === chosen, word === chosen)));
  line.append(label, select);
  return line;
}

const fields = (place: HTMLElement) => [...place.querySelectorAll<HTMLSelectElement>("select")];
const named = (place: HTMLElement, words: readonly string[]) =>
  fields(place).flatMap(({ value, dataset }) => (words.includes(value) && dataset.name ? [dataset.name] : []));

/** What the form says. */
function choice(): Choice {
  return {
    exhibit: exhibit.value,
    title,
    state,
    controls: named(controls, ["shown", "locked"]),
    lock: named(controls, ["locked"]),
    figures: named(figures, ["shown"]),
    theme: theme.value as Choice["theme"],
    height: Math.ceil(made?.offsetHeight ?? 900),
  };
}

const redraw = code(find<HTMLDetailsElement>("code"), () => {
  const chosen = choice();
  const seed = Number(new URLSearchParams(chosen.state).get("seed") ?? 0);
  return { slug: chosen.exhibit, title: chosen.title, seed, link: link(site, chosen) };
});

/** Puts the texts below the preview. */
function write(): void {
  redraw();
  shown.replaceChildren(
    ...snippets(site, choice()).map(([label, text]) => {
      const place = document.createElement("div");
      place.className = "snippet";
      const [head, code, copy] = [
        document.createElement("h3"),
        document.createElement("pre"),
        document.createElement("button"),
      ];
      [head.textContent, code.textContent, copy.textContent, copy.type] = [label, text, "Copy", "button"];
      code.tabIndex = 0;
      copy.setAttribute("aria-label", `Copy: ${label}`);
      copy.addEventListener("click", () => {
        navigator.clipboard.writeText(text).then(
          () => {
            said.textContent = `Copied: ${label}.`;
          },
          () => {
            said.textContent = "This browser does not let the page copy; select the text instead.";
          },
        );
      });
      place.append(head, code, copy);
      return place;
    }),
  );
}

/** Shows the exhibit as it is chosen. */
function look(): void {
  made?.remove();
  made = document.createElement("soupcon-exhibit");
  for (const [name, value] of attributes(choice())) made.setAttribute(name, value);
  made.setAttribute("assets", site);
  made.addEventListener("soupcon-change", (event) => {
    const [, fragment = ""] = (event as CustomEvent<{ link: string }>).detail.link.split("#");
    state = plain(fragment);
    write();
  });
  made.addEventListener("soupcon-ready", () => write());
  preview.style.maxWidth = width.value;
  preview.replaceChildren(made);
  write();
}

/** Takes another exhibit: its controls and figures are listed. */
async function take(): Promise<void> {
  const slug = exhibit.value;
  const answer = await fetch(new URL(`entries/${slug}.json`, site));
  if (!answer.ok) {
    said.textContent = `The exhibit ${slug} could not be fetched (${answer.status}).`;
    return;
  }
  const entry = (await answer.json()) as Entry;
  const recorded = await recordedOf(slug).catch(() => undefined);
  if (slug !== exhibit.value) return;
  [title, state] = [entry.card.title, first ?? ""];
  first = undefined;
  const lead = entry.card.tour[0]?.figure;
  const legend = (place: HTMLElement, rows: HTMLElement[]) =>
    place.replaceChildren(place.querySelector("legend") as HTMLElement, ...rows);
  const words = ["shown", "locked", "hidden"];
  legend(
    controls,
    entry.controls.map(({ name, label, basic }) => row(name, label, words, basic ? "shown" : "hidden")),
  );
  legend(
    figures,
    (recorded?.figures ?? []).map(({ id, title }) =>
      row(id, title, ["shown", "hidden"], id === lead ? "shown" : "hidden"),
    ),
  );
  look();
}

const asked = new URLSearchParams(location.search).get("e");
if (asked && [...exhibit.options].some(({ value }) => value === asked)) exhibit.value = asked;
exhibit.addEventListener("change", () => void take());
for (const place of [controls, figures, theme, width]) place.addEventListener("change", look);
find("choices").addEventListener("submit", (event) => event.preventDefault());
void take();

find<HTMLInputElement>("handed-in").addEventListener("change", async (event) => {
  const files = [...((event.target as HTMLInputElement).files ?? [])];
  find("verdicts").replaceChildren(compared(await texts(files)));
});
