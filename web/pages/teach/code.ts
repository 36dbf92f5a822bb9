/** The link as a code that telephones read. */

import { fileName, hand } from "../../output/download.ts";

/** What a code is of. */
export interface Linked {
  /** The exhibit by name, and as it is called. */
  slug: string;
  title: string;
  seed: number;
  /** Where the code leads. */
  link: string;
}

/** Light modules around a code, as readers ask for. */
const QUIET = 4;

/** The code of a link as a drawing with words; an error where the link is too long for one. */
async function drawn({ title, link }: Linked): Promise<SVGElement> {
  const { renderSVG } = await import("uqr");
  const text = renderSVG(link, { border: QUIET, pixelSize: 4 });
  const svg = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  const words = document.createElementNS(svg.namespaceURI, "title");
  words.textContent = `QR code that opens ${title}: ${link}`;
  svg.prepend(words);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words.textContent);
  return svg as unknown as SVGElement;
}

/** Draws the code of what is linked in a place that opens; the answer draws it again while it is open. */
export function code(place: HTMLDetailsElement, linked: () => Linked): () => void {
  const [figure, words, save] = ["figure", "figcaption", "button"].map((name) => place.querySelector(name)) as [
    HTMLElement,
    HTMLElement,
    HTMLButtonElement,
  ];
  let [svg, newest]: [SVGElement | undefined, string] = [undefined, ""];
  const draw = async () => {
    if (!place.open) return;
    const now = linked();
    if (now.link === newest) return;
    newest = now.link;
    let [made, fault]: [SVGElement | undefined, string] = [undefined, ""];
    try {
      made = await drawn(now);
    } catch (error) {
      const isLong = error instanceof RangeError;
      fault = isLong
        ? `A link of ${now.link.length} characters is too long for a code.`
        : "The code could not be drawn.";
    }
    if (now.link !== newest) return;
    svg?.remove();
    svg = made;
    save.disabled = made === undefined;
    words.textContent = fault || now.link;
    if (made) figure.prepend(made);
  };
  save.addEventListener("click", () => {
    if (!svg) return;
    const { slug, seed } = linked();
    hand(svg.outerHTML, fileName({ slug, figure: "link", seed, extension: "svg" }), "image/svg+xml");
  });
  place.addEventListener("toggle", () => void draw());
  return () => void draw();
}
