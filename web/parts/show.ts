/** A part of the page that follows the state. */

import { effect } from "@preact/signals-core";
import { type nothing, render, type TemplateResult } from "lit";
import { paced } from "../paced.ts";

/** Keeps an element as the state says; what it shows is put together at most once for each frame. */
export function show(place: string | HTMLElement, part: () => TemplateResult | typeof nothing): void {
  const root = typeof place === "string" ? document.querySelector<HTMLElement>(place) : place;
  if (!root) return;
  const draw = () => {
    let isFirst = true;
    const stop = effect(() => {
      if (isFirst) render(part(), root);
      else
        paced(root, () => {
          stop();
          draw();
        });
      isFirst = false;
    });
  };
  paced(root, () => {
    root.replaceChildren();
    draw();
  });
}
