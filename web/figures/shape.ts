/** Drawings as plain data: the same description becomes elements on the page, or the text of a file. */

/** What an attribute can hold; what is undefined is left out. */
export type Value = string | number | undefined;

/** An SVG element. */
export interface Shape {
  tag: string;
  set: Readonly<Record<string, Value>>;
  within: readonly Shape[];
  text: string;
}

const NONE: readonly Shape[] = [];

/** An element without content. */
export const shape = (tag: string, set: Record<string, Value>): Shape => ({ tag, set, within: NONE, text: "" });
/** An element around others. */
export const group = (set: Record<string, Value>, within: readonly Shape[], tag = "g"): Shape => ({
  tag,
  set,
  within,
  text: "",
});
/** Words at a place. */
export const words = (text: string, x: number, y: number, set: Record<string, Value> = {}): Shape => ({
  tag: "text",
  set: { x, y, ...set },
  within: NONE,
  text,
});

/** Coordinates to a hundredth of a pixel. */
function written(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
}

/** Text as it may stand in XML. */
export function escaped(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // Control characters cannot stand in XML at all.
  return [...text]
    .filter((c) => c >= " " || c === "\n" || c === "\t")
    .map((c) => marks[c] ?? c)
    .join("");
}

/** The drawing as text. */
export function svgText({ tag, set, within, text }: Shape): string {
  const attributes = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(written(value ?? ""))}"`);
  const content = text ? escaped(text) : within.map(svgText).join("");
  return `<${tag}${attributes.join("")}>${content}</${tag}>`;
}

const SPACE = "http://www.w3.org/2000/svg";
const drawn = new WeakMap<Element, Shape>();

/** Makes the children of `parent` what the shapes say, keeping the elements that are there. */
export function draw(parent: Element, shapes: readonly Shape[]): void {
  let child = parent.firstElementChild;
  for (const next of shapes) {
    const last = child ? drawn.get(child) : undefined;
    if (child && last?.tag === next.tag) {
      update(child, last, next);
      child = child.nextElementSibling;
    } else {
      const made = document.createElementNS(SPACE, next.tag);
      update(made, undefined, next);
      if (child) {
        child.replaceWith(made);
        child = made.nextElementSibling;
      } else {
        parent.append(made);
      }
    }
  }
  while (child) {
    const gone = child;
    child = child.nextElementSibling;
    gone.remove();
  }
}

function update(element: Element, last: Shape | undefined, next: Shape): void {
  if (last === next) return;
  drawn.set(element, next);
  for (const name in next.set) {
    const value = next.set[name];
    if (last?.set[name] === value) continue;
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, written(value));
  }
  if (last) for (const name in last.set) if (!(name in next.set)) element.removeAttribute(name);
  if (next.text) {
    if (last?.text !== next.text) element.textContent = next.text;
    return;
  }
  if (last?.text) element.textContent = "";
  if (next.within.length > 0 || (last?.within.length ?? 0) > 0) draw(element, next.within);
}
