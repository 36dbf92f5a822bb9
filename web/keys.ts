/** The keys of a page, or of an exhibit in one; none of them works in a field. */

/** What keys do: `press` says whether it knew the key; space is `k`. */
export interface Keyed {
  /** Whether keys without Ctrl do anything; they do where it does not say. */
  hasLetters?(): boolean;
  press(key: string): boolean;
  undo(): void;
  redo(): void;
}

/** Listens to the keys of a page, or of those who are inside of a root. */
export function listen({ hasLetters, press, undo, redo }: Keyed, root: Document | ShadowRoot = document): void {
  root.addEventListener("keydown", (of) => {
    const event = of as KeyboardEvent;
    const { key } = event;
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() !== "z" || isText(event.target)) return;
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
      return;
    }
    if (hasLetters?.() === false || isText(event.target) || isTaken(event.target, key)) return;
    if (!focusFigure(root, key) && !press(key === " " || key === "K" ? "k" : key)) return;
    event.preventDefault();
  });
}

/** Goes to the figure of a digit. */
function focusFigure(root: Document | ShadowRoot, key: string): boolean {
  if (!/^[1-9]$/.test(key)) return false;
  const figure = root.querySelectorAll<HTMLElement>("sp-figure .figure-stage[tabindex]")[Number(key) - 1];
  figure?.focus();
  return figure !== undefined;
}

/** Shows the page, or an element of it, alone on the screen, or no longer. */
export function fullScreen(of: Element = document.documentElement): void {
  void (document.fullscreenElement ? document.exitFullscreen() : of.requestFullscreen());
}

/** Whether the element takes text. */
function isText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=range], [type=checkbox], [type=radio]), select, textarea")
  );
}

/** Whether the element needs the key itself: space on what can be pressed, letters and digits in figures. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("sp-draw")) return true;
  return key === " " && target.matches("button, input, summary, a, [tabindex]");
}
