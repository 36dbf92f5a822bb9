/** What stands in the menu: link, files, keys. */

import { html, nothing, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";
import { type Keys, keylist } from "../parts/keylist.ts";
import type { Exhibit } from "./exhibit.ts";
import { copyLink, files, save } from "./exports.ts";

export { copy, copyLink } from "./exports.ts";

/** The keys, and what they do. */
const keys = (): Keys => [
  [[msg("Space"), "K"], msg("play or cancel")],
  [["R"], msg("reset")],
  [["S", "Shift+S"], msg("next, previous seed")],
  [["P"], msg("pin what is shown")],
  [["L"], msg("copy link")],
  [["F"], msg("full screen")],
  [["1–9"], msg("go to figure n")],
  [["T", "D", "H", "E"], msg("in a figure: table, words, sound, files")],
  [["Ctrl+Z", "Ctrl+Shift+Z"], msg("undo, redo")],
  [["?"], msg("this list")],
];

/** The link, the files and the keys. */
export function content(exhibit: Exhibit): TemplateResult {
  const act = (work: () => unknown) => (event: Event) => {
    (event.target as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
    work();
  };
  return html`<button type="button" @click=${act(() => copyLink(exhibit))}>${msg("Copy link")} <kbd>L</kbd></button>
    <a class="button" href=${exhibit.builder} target="_blank" rel="noopener">${msg("Embed in a page")}</a>
    <button type="button" @click=${act(() => exhibit.defaults())}>${msg("Restore defaults")}</button>
    <h3>${msg("Save")}</h3>
    ${files().map(
      ([kind, label]) =>
        html`<button type="button" data-save=${kind} @click=${act(() => save(exhibit, kind))}>${label}</button>`,
    )}
    ${exhibit.hasLetters.value ? html`<h3>${msg("Keys")}</h3>${keylist(keys())}` : nothing}`;
}
