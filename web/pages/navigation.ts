/** The same head on every page: the name of the site, and its parts. */

const PARTS: readonly [id: string, path: string, label: string][] = [
  ["menu", "", "Menu"],
  ["kitchen", "kitchen/", "Kitchen"],
  ["merge", "merge/", "Merge"],
  ["teach", "teach/", "Teach"],
  ["docs", "docs/", "Docs"],
];

/** Puts the navigation where `<!-- nav kitchen -->` stands, in a page at a path such as `/docs/data/index.html`. */
export function navigation(html: string, path: string): string {
  const depth = path.split("/").length - 2;
  const up = "../".repeat(depth);
  return html.replace(/<!-- nav (\w+) -->/, (_, here: string) => {
    const link = ([id, to, label]: (typeof PARTS)[number]) => {
      const isHere = id === here;
      // A page below a part leads back to it.
      const current = isHere ? ` aria-current="${path === `/${to}index.html` ? "page" : "true"}"` : "";
      return `<a href="${up + to || "./"}"${current}>${label}</a>`;
    };
    const brand = `<p class="brand"><a href="${up || "./"}">Soupçon</a></p>`;
    return `${brand}<nav aria-label="Pages">${PARTS.map(link).join("")}</nav>`;
  });
}
