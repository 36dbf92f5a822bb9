/** The reference of functions, made from the core itself and from golden vectors when the site is built. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { escaped } from "../../../figures/shape.ts";
import type { Description } from "../../../npm/module.ts";

const root = new URL("../../../../", import.meta.url);
const golden = new URL("tests/golden/", root);
/** The most characters of an example. */
const ROOM = 1500;

interface Case {
  name: string;
  inputs: Record<string, unknown>;
  expected?: Record<string, unknown>;
}

/** What stands in the page, and what takes its place. */
export const reference = { mark: "<!-- functions -->", html };

async function html(): Promise<string> {
  const core = await import(fileURLToPath(new URL("web/core/functions/functions.js", root)));
  core.initSync({ module: readFileSync(new URL("web/core/functions/functions_bg.wasm", root)) });
  const all = core.functions() as Description[];
  const examples = cases();
  const links = all.map((f) => `<li><a href="#${f.name}">${f.name}</a></li>`);
  const list = `<nav aria-label="Functions"><ul class="names">${links.join("")}</ul></nav>`;
  return `<p>${all.length} functions.</p>${list}${all.map((f) => section(f, examples.get(f.name))).join("\n")}`;
}

/** The first example of each function that is short enough. */
function cases(): Map<string, Case> {
  const found = new Map<string, Case>();
  for (const file of readdirSync(golden).filter((file) => file.endsWith(".json"))) {
    const { functions } = JSON.parse(readFileSync(new URL(file, golden), "utf8")) as {
      functions: Record<string, Case[]>;
    };
    for (const [name, all] of Object.entries(functions)) {
      const short = all.find((it) => it.expected && JSON.stringify(it.inputs).length < ROOM);
      if (short && !found.has(name)) found.set(name, short);
    }
  }
  return found;
}

function section(it: Description, example: Case | undefined): string {
  const row = ([name, what]: [string, string]) => `<dt><code>${name}</code></dt><dd>${escaped(what)}</dd>`;
  const terms = (title: string, all: [string, string][]) => `<h3>${title}</h3><dl>${all.map(row).join("")}</dl>`;
  const graph = it.differentiable ? '<p class="caption">Runs on the processor or through WebGPU.</p>' : "";
  return `<section id="${it.name}">
<h2><a href="#${it.name}">${it.name}</a></h2>
<p>${escaped(it.about)}.</p>
${terms("Takes", it.inputs)}${terms("Gives", it.outputs)}
<p class="caption">Source: ${escaped(it.source)}.</p>${graph}${example ? trial(it.name, example) : ""}
</section>`;
}

function trial(name: string, example: Case): string {
  const inputs = escaped(JSON.stringify(example.inputs));
  const outputs = escaped(JSON.stringify(example.expected));
  return `<details class="trial" data-function="${name}"><summary>Example</summary>
<label for="in-${name}">Inputs</label>
<textarea id="in-${name}" rows="4" spellcheck="false">${inputs}</textarea>
<p class="caption">An independent program in 64 bits gives <code>${outputs}</code></p>
<button type="button">Run here</button>
<output for="in-${name}"></output></details>`;
}
