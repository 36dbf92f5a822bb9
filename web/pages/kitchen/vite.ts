/** What the Kitchen shows at first, as plain HTML for readers without scripts. */

import { readFileSync } from "node:fs";
import { escaped } from "../../figures/shape.ts";

/** What `npm run poster` wrote down. */
export interface Poster {
  sentence: string;
  /** Members, what was made of them, and the ensemble; each with the border of the second class, 100 wide. */
  maps: { name: string; value: string; path: string }[];
  points: [number, number, number][];
  head: string[];
  rows: string[][];
}

const FILE = new URL("../../data/poster.json", import.meta.url);

/** One map: the regions of two classes, the border, and the points where it is large. */
function map({ name, value, path }: Poster["maps"][number], points: Poster["points"]): string {
  const marks = points.map(([x, y, own]) =>
    own === 0
      ? `<circle class="class-a" cx="${x}" cy="${y}" r="1.2"/>`
      : `<path class="class-b" d="M${x} ${(y - 1.6).toFixed(1)}l1.5 2.6h-3z"/>`,
  );
  return `<figure><svg viewBox="0.4 0.4 99.2 99.2" role="img" aria-label="${escaped(`Decisions of ${name}`)}"><path class="second" d="${path}"/>${marks.join("")}</svg><figcaption><b>${escaped(name)}</b> ${escaped(value)}</figcaption></figure>`;
}

/** The poster as HTML. */
export function posterOf({ sentence, maps, points, head, rows }: Poster): string {
  const cells = (kind: string, all: string[]) => all.map((cell) => `<${kind}>${escaped(cell)}</${kind}>`).join("");
  const body = rows.map(
    ([name = "", ...others]) => `<tr><th scope="row">${escaped(name)}</th>${cells("td", others)}</tr>`,
  );
  const members = maps.slice(0, -2).map((one) => map(one, []));
  const some = points.filter((_, i) => i % 2 === 0);
  const combined = maps.slice(-2).map((one) => map(one, some));
  return `<section class="card poster"><h2>Recorded: eight networks, and what becomes of them</h2>
<p>Scripts are off, so nothing can be trained here. This was computed earlier by the same engine.</p>
<p class="sentence">${escaped(sentence)}</p>
<div class="strip">${members.join("")}</div><div class="pair">${combined.join("")}</div>
<div class="scroller" tabindex="0" role="region" aria-label="Results"><table><thead><tr>${cells('th scope="col"', head).replaceAll('</th scope="col">', "</th>")}</tr></thead><tbody>${body.join("")}</tbody></table></div></section>`;
}

/** Where it stands in the page, and what stands there. */
export const poster = {
  mark: "<!-- poster -->",
  html: (): string => posterOf(JSON.parse(readFileSync(FILE, "utf8")) as Poster),
};
