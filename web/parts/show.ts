/** A part of the page that follows the state. */

import { effect } from "@preact/signals-core";
import { nothing, render, type TemplateResult } from "lit";
import { paced } from "../paced.ts";

/** Places in which lit keeps its marks. */
const filled = new WeakSet<HTMLElement>();

/** Keeps an element as the state says; what it shows is put together at most once for each frame. The answer empties it. */
export function show(place: string | HTMLElement, part: () => TemplateResult | typeof nothing): () => void {
  const root = typeof place === "string" ? document.querySelector<HTMLElement>(place) : place;
  if (!root) return () => undefined;
  let [stop, isOver]: [() => void, boolean] = [() => undefined, false];
  const draw = () => {
    let isFirst = true;
    stop = effect(() => {
      if (isFirst) render(part(), root);
      else
        paced(root, () => {
          stop();
          if (!isOver) draw();
        });
      isFirst = false;
    });
  };
  paced(root, () => {
    if (isOver) return;
    if (!filled.has(root)) root.replaceChildren();
    filled.add(root);
    draw();
  });
  return () => {
    isOver = true;
    stop();
    if (filled.has(root)) render(nothing, root);
  };
}
