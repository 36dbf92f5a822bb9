/** The same head on every page: the name of the site, its parts, the choice of a language. */

import { LANGUAGES } from "../language/locale.ts";
import { msg } from "../language/message.ts";

const parts = (): [id: string, path: string, label: string][] => [
  ["menu", "", msg("Menu")],
  ["kitchen", "kitchen/", msg("Kitchen")],
  ["merge", "merge/", msg("Merge")],
  ["teach", "teach/", msg("Teach")],
  ["docs", "docs/", msg("Docs")],
];

/** Is shown by the script that listens to it. */
function choice(): string {
  const options = Object.entries(LANGUAGES).map(([id, name]) => `<option value="${id}" lang="${id}">${name}</option>`);
  const label = `<span class="visually-hidden" data-msg>${msg("Language")}</span>`;
  return `<label class="language" hidden>${label}<select id="language" autocomplete="off">${options.join("")}</select></label>`;
}

/** Puts the navigation where `<!-- nav kitchen -->` stands, in a page at a path such as `/docs/data/index.html`. */
export function navigation(html: string, path: string): string {
  const depth = path.split("/").length - 2;
  const up = "../".repeat(depth);
  return html.replace(/<!-- nav (\w+) -->/, (_, here: string) => {
    const link = ([id, to, label]: [string, string, string]) => {
      const isHere = id === here;
      // A page below a part leads back to it.
      const current = isHere ? ` aria-current="${path === `/${to}index.html` ? "page" : "true"}"` : "";
      return `<a href="${up + to || "./"}"${current} data-msg>${label}</a>`;
    };
    const brand = `<p class="brand"><a href="${up || "./"}">Soupçon</a></p>`;
    return `${brand}<nav aria-label="${msg("Pages")}" data-msg-label>${parts().map(link).join("")}</nav>${choice()}`;
  });
}
