/** More: link, files, defaults, keys; and the engine chip. */

import { html, nothing, type TemplateResult } from "lit";
import { say } from "../announcer.ts";
import { msg, str } from "../language/message.ts";
import { number } from "../language/number.ts";
import { keylist } from "../parts/keylist.ts";
import { segments } from "../parts/segments.ts";
import { address } from "./address.ts";
import { found } from "./fingerprint.ts";
import { keys } from "./keys.ts";
import type { Kitchen } from "./kitchen.ts";
import { specOf } from "./manifest.ts";
import * as state from "./state.ts";
import { formOf } from "./stations/form.ts";

/** Every file that the menu offers. */
export const files = () => ({
  model: msg("This combination, .safetensors"),
  models: msg("All members, .zip"),
  json: msg("This combination, .json"),
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
    say(msg("The link is copied."));
    state.notify("LINK", msg("The link is copied."));
    setTimeout(() => state.dismiss("LINK"), 4000);
  } catch {
    state.notify("E-CLIPBOARD", msg("This browser does not let the page copy. The link is in the address bar."));
  }
}

/** Everything else. */
export function more(kitchen: Kitchen): TemplateResult {
  const close = () => document.querySelector<HTMLElement>("#more")?.hidePopover();
  const act = (work: () => unknown) => () => {
    close();
    work();
  };
  return html`<button type="button" class="quiet" popovertarget="more" aria-label=${msg("More")}>${msg("More")}</button>
    <div id="more" class="popover" popover>
      <button type="button" @click=${act(() => copyLink(kitchen))}>${msg("Copy link")} <kbd>L</kbd></button>
      <button type="button" @click=${act(() => kitchen.defaults())}>${msg("Restore defaults")}</button>
      <label class="file">
        ${msg("Open a saved run")}
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
        ${msg("Bring models back as members")}
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
      <h3>${msg("Save")}</h3>
      ${Object.entries(files()).map(
        ([kind, label]) =>
          html`<button type="button" data-save=${kind} @click=${act(() => save(kitchen, kind as FileKind))}>${label}</button>`,
      )}
      <h3>${msg("Keys")}</h3>
      ${keylist(keys())}
    </div>`;
}

/** What it runs on; opens why, and the choice. */
export function chip(kitchen: Kitchen): TemplateResult {
  const { used, workers, words, core, rate } = state.engine.value;
  const isExact = state.controls.value.executor === "exact";
  const processor = msg(str`CPU × ${Math.max(1, workers)}`);
  const name = used === "gpu" ? "GPU" : isExact ? msg(str`${processor}, exact`) : processor;
  const fast = rate > 0 ? msg(str`${number(Math.round(rate))} steps/s`) : undefined;
  const label = fast ? msg(str`Engine: ${name}, ${fast}`) : msg(str`Engine: ${name}`);
  const about = fast ? `${core}, ${fast}` : core;
  return html`<button type="button" class="quiet chip" popovertarget="engine" aria-label=${label}>
      ${name}
    </button>
    <div id="engine" class="popover" popover>
      ${segments(specOf("executor"), formOf(kitchen))}
      <p class="caption" id="verdict">${words || msg("Measured when training begins.")}</p>
      ${isExact ? html`<p class="caption" id="fingerprint">${found.value ? msg(str`Fingerprint of the table: ${found.value}.`) : msg("Fingerprint of the table: when it has been counted.")}</p>` : nothing}
      <p class="caption" id="core">${msg(str`${about}. Nothing leaves this device.`)}</p>
    </div>`;
}
