/** What stands in the menu: link, files, keys. */

import { html, nothing, type TemplateResult } from "lit";
import { type Keys, keylist } from "../parts/keylist.ts";
import type { Exhibit } from "./exhibit.ts";
import { copyLink, FILES, type FileKind, save } from "./exports.ts";

export { copy, copyLink } from "./exports.ts";

/** The keys, and what they do. */
const KEYS: Keys = [
  [["Space", "K"], "play or cancel"],
  [["R"], "reset"],
  [["S", "Shift+S"], "next, previous seed"],
  [["P"], "pin what is shown"],
  [["L"], "copy link"],
  [["F"], "full screen"],
  [["1–9"], "go to figure n"],
  [["T", "D", "H", "E"], "in a figure: table, words, sound, files"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "undo, redo"],
  [["?"], "this list"],
];

/** The link, the files and the keys. */
export function content(exhibit: Exhibit): TemplateResult {
  const act = (work: () => unknown) => (event: Event) => {
    (event.target as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
    work();
  };
  return html`<button type="button" @click=${act(() => copyLink(exhibit))}>Copy link <kbd>L</kbd></button>
    <a class="button" href=${exhibit.builder} target="_blank" rel="noopener">Embed in a page</a>
    <button type="button" @click=${act(() => exhibit.defaults())}>Restore defaults</button>
    <h3>Save</h3>
    ${Object.entries(FILES).map(
      ([kind, label]) =>
        html`<button type="button" data-save=${kind} @click=${act(() => save(exhibit, kind as FileKind))}>${label}</button>`,
    )}
    ${exhibit.hasLetters.value ? html`<h3>Keys</h3>${keylist(KEYS)}` : nothing}`;
}
