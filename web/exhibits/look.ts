/** Where a step of a tour leads. */

/** Frames of the window within which a figure that a step asks for is drawn. */
const DRAWN_WITHIN = 120;

/** Brings a figure into view, and gives it the focus if it `takes` it, once it is drawn. */
export function look(root: ParentNode, id: string, takes: boolean, left = DRAWN_WITHIN): void {
  const figure = root.querySelector(`#${CSS.escape(id)}`);
  figure?.scrollIntoView({ block: takes ? "center" : "nearest", behavior: "instant" });
  const stage = takes ? figure?.querySelector<HTMLElement>(".figure-stage[tabindex]") : undefined;
  stage?.focus({ preventScroll: true });
  if (!(takes ? stage : figure) && left > 0) requestAnimationFrame(() => look(root, id, takes, left - 1));
}
