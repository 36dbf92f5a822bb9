/** A figure's files: the buttons that save and copy. */

import { html, type TemplateResult } from "lit";
import { say } from "../announcer.ts";
import { msg } from "../language/message.ts";
import { fileName, hand } from "../output/download.ts";
import type { FigureElement } from "./element.ts";
import { csv, file, png, tsv } from "./export.ts";
import type { FigureSpec } from "./figure.ts";
import { tokensOf } from "./palette.ts";

/** The buttons. */
export function files(host: FigureElement, figure: FigureSpec, id: string): TemplateResult {
  const source = host.source ?? { link: location.href };
  const svg = () => file(figure, tokensOf(host), source);
  const closing = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    host.toggle("export");
    host.querySelector<HTMLElement>(".figure-menu button:last-of-type")?.focus();
  };
  const save = (content: Blob | string, extension: string, type?: string) =>
    hand(content, fileName({ slug: source.exhibit, figure: figure.id, seed: source.seed, extension }), type);
  const draw = (scale: number) =>
    host.tried(async () => save(await png(svg(), scale), "png"), msg("The browser could not draw the figure."));
  const copy = () =>
    host.tried(async () => {
      await navigator.clipboard.writeText(tsv(figure));
      say(msg("The table is on the clipboard."));
    }, msg("This browser does not let the page copy."));
  const button = (text: string, act: () => unknown) => html`<button type="button" @click=${act}>${text}</button>`;
  return html`<div class="figure-files" id="${id}-export" role="group" aria-label=${msg("Export")} @keydown=${closing}>
    ${button("SVG", () => save(svg(), "svg", "image/svg+xml"))}
    ${[1, 2, 4].map((scale) => button(`PNG ${scale}×`, () => draw(scale)))}
    ${button("CSV", () => save(csv(figure, source), "csv", "text/csv;charset=utf-8"))}
    ${button(msg("Copy table"), copy)}
  </div>`;
}
