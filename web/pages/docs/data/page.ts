/** Shows what the drawing board and the upload dialog give, and takes a model out and back in. */

import type { PointsChange } from "../../../input/draw.ts";
import type { Given } from "../../../input/given.ts";
import { given } from "../../../input/points.ts";
import type { DataChosen, UploadElement } from "../../../input/upload.ts";
import { settled } from "../../../language/choice.ts";
import "../../../input/draw.ts";
import "../../../input/upload.ts";
import { fileName, hand } from "../../../output/download.ts";
import { type Architecture, named, safetensors } from "../../../output/models.ts";
import { model } from "../../../output/models-in.ts";

await settled();

/** Rows that a table shows. */
const SHOWN = 6;
/** The network that can be saved here. */
const NETWORK: Architecture = { kind: "mlp", sizes: [2, 8, 2], activation: "tanh" };
const PARAMETERS = 42;

const [drawn, uploaded, modelled, said] = ["drawn", "uploaded", "modelled", "model-said"].map(find) as HTMLElement[];

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return element;
}

/** Rows as a table with one sentence above it. */
function shown(into: HTMLElement | undefined, rows: Given, digits: number): void {
  const { x, y, shape, classes, columns } = rows;
  const width = shape.reduce((product, dim) => product * dim, 1);
  const heads = columns.length > 0 ? columns : Array.from({ length: width }, (_, i) => `pixel ${i + 1}`);
  const line = (_: unknown, r: number) => [
    ...Array.from(x.subarray(r * width, (r + 1) * width), (v) => v.toFixed(digits)),
    classes[y[r] ?? 0] ?? "",
  ];
  const sizes = `x [${[y.length, ...shape].join(", ")}], y [${y.length}]`;
  const scaled = rows.standardise ? " Features are to be standardised by the training rows." : "";
  const sentence = `${rows.name}: ${sizes}, classes ${classes.join(", ")}.${scaled}`;
  into?.replaceChildren(
    element("p", sentence, "sentence"),
    table([...heads, "label"], Array.from({ length: Math.min(SHOWN, y.length) }, line)),
    element("p", y.length > SHOWN ? `and ${y.length - SHOWN} more rows` : "", "caption"),
  );
}

function element(tag: string, text: string, name = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = name;
  return made;
}

function table(heads: string[], rows: string[][]): HTMLElement {
  const scroller = element("div", "", "scroller");
  scroller.tabIndex = 0;
  scroller.role = "region";
  scroller.ariaLabel = "The first rows";
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const text of heads) head.append(Object.assign(element("th", text), { scope: "col" }));
  const body = made.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const text of cells) row.append(element("td", text.replace(/^-(?=\d)/, "−")));
  }
  scroller.append(made);
  return scroller;
}

document.querySelector("sp-draw")?.addEventListener("points-change", (event) => {
  const { points } = (event as PointsChange).detail;
  if (points.length > 0) shown(drawn, given(points), 3);
  else drawn?.replaceChildren();
});

document.querySelector("sp-upload")?.addEventListener("data-chosen", (event) => {
  shown(uploaded, (event as DataChosen).detail, 2);
});

/** A table of made-up leaves, three rows of which are wrong. */
function leaves(): File {
  const line = (_: unknown, i: number) => {
    const [kind, base] = [
      ["beech", 6],
      ["oak", 10],
      ["willow", 8],
    ][i % 3] as [string, number];
    const long = base + Math.sin(7 * i);
    const wide = (kind === "willow" ? 0.2 : 0.6) * long + 0.3 * Math.sin(11 * i);
    const width = [13, 27].includes(i) ? "n/a" : wide.toFixed(1);
    return [i === 40 ? "" : long.toFixed(1), width, 3 + (i % 5), kind].join(",");
  };
  return new File([["length,width,veins,tree", ...Array.from({ length: 60 }, line)].join("\n")], "leaves.csv");
}

find("example").addEventListener("click", () => {
  (document.querySelector("sp-upload") as UploadElement | null)?.open([leaves()]);
});

/** Weights that can be told apart, by no chance. */
function weights(): Float32Array {
  return Float32Array.from({ length: PARAMETERS }, (_, i) => Math.sin(1 + 2.4 * i));
}

/** Does something that may be refused, and says how it went. */
async function attempt(work: () => Promise<string>): Promise<void> {
  if (!said) return;
  said.textContent = "Working …";
  said.textContent = await work().catch((why: unknown) => (why instanceof Error ? why.message : String(why)));
}

find("save").addEventListener("click", () =>
  attempt(async () => {
    const about = { seed: 1, data: "none", licence: "CC0-1.0", how: "not trained" };
    const bytes = await safetensors({ name: "network", architecture: NETWORK, theta: weights(), about });
    hand(bytes, fileName({ slug: "docs", figure: "network", seed: 1, extension: "safetensors" }));
    return `Saved: ${named(NETWORK)}, ${PARAMETERS} parameters, ${bytes.length.toLocaleString("en-GB")} bytes.`;
  }),
);

find("model").addEventListener("change", (event) =>
  attempt(async () => {
    modelled?.replaceChildren();
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (!file) return "";
    const { name, theta, metadata } = await model(file, NETWORK);
    modelled?.replaceChildren(table(["says", "of itself"], Object.entries(metadata)));
    const same = theta.every((value, i) => value === weights()[i]);
    return `${name} fits ${named(NETWORK)}: ${theta.length} weights${same ? ", the same as were saved" : ""}.`;
  }),
);
