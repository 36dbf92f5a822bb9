/** Checkpoints in, one checkpoint out; everything heavy happens in a worker. */

import { transfer } from "comlink";
import { settled } from "../../language/choice.ts";
import { msg, str, translated } from "../../language/message.ts";
import { fixed } from "../../language/number.ts";
import { Standby } from "../../line.ts";
import type { MergeOptions, Weights } from "../../npm/module.ts";
import type { Merger } from "./merge.worker.ts";

await settled();

/** The largest file that is read, in bytes. */
const LARGEST = 64 * 2 ** 20;

const form = find<HTMLFormElement>("merge");
const method = find<HTMLSelectElement>("method");
const said = find("said");
const links = find("links");
const button = form.querySelector("button");
const merger = new Standby<Merger>(
  () => new Worker(new URL("./merge.worker.ts", import.meta.url), { type: "module" }),
  () => msg("The engine could not be loaded."),
);

function find<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return element as T;
}

/** Shows what the method needs. */
function adapt(): void {
  for (const element of form.querySelectorAll<HTMLElement>("[data-for]")) {
    element.hidden = !element.dataset.for?.split(" ").includes(method.value);
  }
}

/** A field's value, where the method has it. */
function given(id: string): string | undefined {
  const input = find<HTMLInputElement>(id);
  return input.hidden || input.value.trim() === "" ? undefined : input.value;
}

function options(): MergeOptions {
  const numbers = (["density", "scale", "t", "seed"] as const).map((id) => [id, given(id)] as const);
  const known = numbers.flatMap(([id, value]) => (value === undefined ? [] : [[id, Number(value)]]));
  const weights = given("weights")
    ?.split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  return { method: method.value, ...Object.fromEntries(known), ...(weights ? { weights } : {}) };
}

/** The files of a field, read; one that is too large is refused before. */
async function files(id: string): Promise<Weights[]> {
  const input = find<HTMLInputElement>(id);
  const chosen = input.hidden ? [] : [...(input.files ?? [])];
  for (const file of chosen) {
    const size = fixed(file.size / 2 ** 20, 1);
    if (file.size > LARGEST) throw new Error(msg(str`${file.name} has ${size} MiB; the limit is 64 MiB.`));
  }
  return Promise.all(
    chosen.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

async function merged(): Promise<string> {
  const [models, [base], fishers] = await Promise.all([files("models"), files("base"), files("fishers")]);
  const all = [...models, ...(base ? [base] : []), ...fishers].map((file) => file.bytes.buffer as ArrayBuffer);
  const names = models.map((file) => file.name);
  const out = await merger.ask((merger) => merger.merge(options(), transfer({ models, base, fishers }, all)));
  if (out.error) return `${translated(out.error.message)}.`;
  const stem = `soup-${method.value.replace("_", "-")}`;
  const npy = names.every((name) => name.endsWith(".npy"));
  offer(out.file, `${stem}.${npy ? "npy" : "safetensors"}`);
  offer(new TextEncoder().encode(out.recipe), `${stem}.yaml`);
  return msg(str`${names.length} models merged: ${fixed(out.file.length / 1024, 1)} KiB.`);
}

function offer(bytes: Uint8Array, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  link.download = name;
  link.textContent = msg(str`Download ${name}`);
  links.append(link);
}

function clear(): void {
  for (const link of links.querySelectorAll("a")) URL.revokeObjectURL(link.href);
  links.replaceChildren();
}

method.addEventListener("change", adapt);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clear();
  if (button) button.disabled = true;
  said.textContent = msg("Merging …");
  try {
    said.textContent = await merged();
  } catch (why) {
    said.textContent = why instanceof Error ? why.message : String(why);
  }
  if (button) button.disabled = false;
});
adapt();
