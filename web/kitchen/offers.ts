/** What stands in the menu: link, files, defaults, keys. */

import { html, type TemplateResult } from "lit";
import { say } from "../announcer.ts";
import { type Keys, keylist } from "../parts/keylist.ts";
import { address } from "./address.ts";
import type { Kitchen } from "./kitchen.ts";
import * as state from "./state.ts";

/** The keys, and what they do. */
const KEYS: Keys = [
  [["Space", "K"], "play or pause"],
  [["."], "step forward"],
  [[","], "previous checkpoint"],
  [["R"], "reset"],
  [["S", "Shift+S"], "next, previous seed"],
  [["Esc"], "stop preparing"],
  [["P"], "pin the run"],
  [["L"], "copy link"],
  [["F"], "full screen"],
  [["1–9"], "go to figure n"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "undo, redo"],
  [["?"], "this list"],
];

/** Every file that the menu offers. */
const FILES = {
  model: "This combination, .safetensors",
  models: "All members, .zip",
  json: "This combination, .json",
  recipe: "Merge recipe, .yaml",
  run: "The run, .soupcon.json",
  results: "Results, .json",
  markdown: "Results, Markdown",
  latex: "Results, LaTeX",
} as const;

/** One of them. */
export type FileKind = keyof typeof FILES;

/** What makes and reads files: fetched when it is first asked for. */
async function save(kitchen: Kitchen, kind: FileKind): Promise<void> {
  await (await import("./exports.ts")).save(kitchen, kind);
}

async function openRun(kitchen: Kitchen, file: File): Promise<void> {
  await (await import("./exports.ts")).openRun(kitchen, file);
}

/** Copies the link; says so, or why not. */
export async function copyLink(kitchen: Kitchen): Promise<void> {
  const link = address(kitchen);
  if ("refused" in link) {
    state.notify("E-LINK-LONG", link.refused, [{ label: "Save the run", act: () => void save(kitchen, "run") }]);
    return;
  }
  try {
    await navigator.clipboard.writeText(link.href);
    say("The link is copied.");
    state.notify("LINK", "The link is copied.");
    setTimeout(() => state.dismiss("LINK"), 4000);
  } catch {
    state.notify("E-CLIPBOARD", "This browser does not let the page copy. The link is in the address bar.");
  }
}

/** The link, the files and the keys. */
export function content(kitchen: Kitchen): TemplateResult {
  const close = () => document.querySelector<HTMLElement>("#more")?.hidePopover();
  const act = (work: () => unknown) => () => {
    close();
    work();
  };
  return html`<button type="button" @click=${act(() => copyLink(kitchen))}>Copy link <kbd>L</kbd></button>
  <button type="button" @click=${act(() => kitchen.defaults())}>Restore defaults</button>
  <label class="file">
    Open a saved run
    <input
      type="file"
      id="run-file"
      accept=".json"
      class="visually-hidden"
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        const [file] = field.files ?? [];
        if (file) void openRun(kitchen, file);
        field.value = "";
        close();
      }}
    />
  </label>
  <label class="file">
    Bring models back as members
    <input
      type="file"
      id="models"
      accept=".safetensors,.json"
      multiple
      class="visually-hidden"
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        const files = [...(field.files ?? [])];
        void import("./bring.ts").then(({ bring }) => bring(kitchen, files));
        field.value = "";
        close();
      }}
    />
  </label>
  <h3>Save</h3>
  ${Object.entries(FILES).map(
    ([kind, label]) =>
      html`<button type="button" data-save=${kind} @click=${act(() => save(kitchen, kind as FileKind))}>${label}</button>`,
  )}
  <h3>Keys</h3>
  ${keylist(KEYS)}`;
}
