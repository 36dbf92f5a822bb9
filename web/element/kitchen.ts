/** The Kitchen in an element: its own page in a frame. */

/** Fills an element with the Kitchen as its state is given. */
export function show(host: HTMLElement, shadow: ShadowRoot): void {
  const root = new URL(host.getAttribute("assets") ?? new URL("../", import.meta.url), document.baseURI);
  const frame = document.createElement("iframe");
  const state = host.getAttribute("state");
  frame.src = new URL(`kitchen/${state ? `#${state}` : ""}`, root).href;
  frame.title = "The Kitchen: train many small models and combine them";
  frame.allow = "fullscreen; clipboard-write";
  frame.setAttribute("part", "frame");
  frame.setAttribute("style", "display:block;width:100%;height:var(--sp-min-height,56rem);border:0");
  shadow.replaceChildren(frame);
}
