/** What stands in the menu: link, files, defaults, keys. */

import { html, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";
import { type Keys, keylist } from "../parts/keylist.ts";
import { address, fits } from "./address.ts";
import type { Kitchen } from "./kitchen.ts";
import * as state from "./state.ts";

/** The keys, and what they do. */
const keys = (): Keys => [
  [[msg("Space"), "K"], msg("play or pause")],
  [["."], msg("step forward")],
  [[","], msg("previous checkpoint")],
  [["R"], msg("reset")],
  [["S", msg("Shift+S")], msg("next, previous seed")],
  [[msg("Esc")], msg("stop preparing")],
  [["P"], msg("pin the run")],
  [["L"], msg("copy link")],
  [["F"], msg("full screen")],
  [["1–9"], msg("go to figure n")],
  [["Ctrl+Z", msg("Ctrl+Shift+Z")], msg("undo, redo")],
  [["?"], msg("this list")],
];

/** Every file that the menu offers. */
const files = () => ({
  model: msg("This combination, .safetensors"),
  models: msg("All members, .zip"),
  json: msg("This combination, .json"),
  torch: msg("Check of this combination in PyTorch, .py"),
  recipe: msg("Merge recipe, .yaml"),
  run: msg("The run, .soupcon.json"),
  results: msg("Results, .json"),
  markdown: msg("Results, Markdown"),
  latex: msg("Results, LaTeX"),
});

/** One of them. */
export type FileKind = keyof ReturnType<typeof files>;

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
    state.notify("E-LINK-LONG", link.refused, [{ label: msg("Save the run"), act: () => void save(kitchen, "run") }]);
    return;
  }
  try {
    await navigator.clipboard.writeText(link.href);
    const words = kitchen.pins.all.value.every(fits)
      ? msg("The link is copied.")
      : msg("The link is copied, without the pinned runs whose rows do not fit in it.");
    state.notify("LINK", words);
    setTimeout(() => state.dismiss("LINK"), 4000);
  } catch {
    state.notify("E-CLIPBOARD", msg("This browser does not let the page copy. The link is in the address bar."));
  }
}

/** A button that takes files. */
function chooser(
  label: string,
  id: string,
  accept: string,
  isMany: boolean,
  take: (files: File[]) => void,
): TemplateResult {
  return html`<label class="file">
    ${label}
    <input
      type="file"
      id=${id}
      accept=${accept}
      ?multiple=${isMany}
      class="visually-hidden"
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        const files = [...(field.files ?? [])];
        field.value = "";
        take(files);
      }}
    />
  </label>`;
}

/** The link, the files and the keys. */
export function content(kitchen: Kitchen): TemplateResult {
  const close = () => document.querySelector<HTMLElement>("#more")?.hidePopover();
  const act = (work: () => unknown) => () => {
    close();
    work();
  };
  return html`<button type="button" @click=${act(() => copyLink(kitchen))}>${msg("Copy link")} <kbd>L</kbd></button>
  <button type="button" @click=${act(() => kitchen.defaults())}>${msg("Restore defaults")}</button>
  ${chooser(msg("Open a saved run"), "run-file", ".json", false, ([file]) => {
    if (file) void openRun(kitchen, file);
    close();
  })}
  ${chooser(msg("Bring models back as members"), "models", ".safetensors,.json", true, (files) => {
    void import("./bring.ts").then(({ bring }) => bring(kitchen, files));
    close();
  })}
  <h3>${msg("Save")}</h3>
  ${Object.entries(files()).map(
    ([kind, label]) =>
      html`<button type="button" data-save=${kind} @click=${act(() => save(kitchen, kind as FileKind))}>${label}</button>`,
  )}
  <h3>${msg("Keys")}</h3>
  ${keylist(keys())}`;
}
