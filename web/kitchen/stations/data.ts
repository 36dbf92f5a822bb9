/** Station 1: the data, made, drawn or uploaded, and how test rows differ. */

import { signal } from "@preact/signals-core";
import { line } from "d3-shape";
import { html, nothing, svg, type TemplateResult } from "lit";
import { classOf, mark } from "../../input/board.ts";
import type { DrawElement, PointsChange } from "../../input/draw.ts";
import type { DataChosen } from "../../input/upload.ts";
import { msg, str } from "../../language/message.ts";
import { number } from "../../language/number.ts";
import { paint } from "../../parts/paint.ts";
import { isRoomy } from "../../parts/unfold.ts";
import type { Kitchen } from "../kitchen.ts";
import { isFree, ui } from "../manifest.ts";
import { rowsOf } from "../rows.ts";
import * as state from "../state.ts";
import { controls, one } from "./form.ts";

/** The station. */
export function data(kitchen: Kitchen): TemplateResult {
  const { set } = state.controls.value;
  return html`<h2 id="station-data"><span class="number">1</span> ${msg("Data")}</h2>
    ${one(kitchen, "set")}
    <div class="own">
      <button type="button" id="draw" ?disabled=${!isFree("set")} @click=${open}>${msg("Draw")}</button>
      ${upload(kitchen)}
    </div>
    ${board(kitchen)} ${set === "given" && !state.rows.value ? nothing : sample()}
    ${set === "given" && !state.rows.value ? missing(kitchen) : nothing}
    <details class="rest" ?open=${isRoomy() || ui.value.only.length > 0}>
      <summary>${msg("Change the data")}</summary>
      ${one(kitchen, "noise")} ${one(kitchen, "labelNoise")} ${one(kitchen, "rows")}
      <details>
        <summary>${msg("Validation and test rows")}</summary>
        ${controls(kitchen, "split")}
      </details>
      <h3>${msg("At test time")}</h3>
      ${controls(kitchen, "shift")}
    </details>
  `;
}

function missing(kitchen: Kitchen): TemplateResult {
  return html`<div class="missing">
    <p>${msg("Draw at least 20 points of two classes, or upload a file.")}</p>
    <button type="button" ?disabled=${!isFree("set")} @click=${() => kitchen.set("set", "moons")}>${msg("Use two moons")}</button>
  </div>`;
}

/** Whether what takes files has been fetched. */
const canUpload = signal(false);

/** What takes files, which is fetched when it is first asked for. */
function upload(kitchen: Kitchen): TemplateResult {
  if (canUpload.value && isFree("set")) {
    const take = (event: DataChosen) => kitchen.upload(event.detail);
    return html`<sp-upload label=${msg("Upload")} @data-chosen=${take} opened></sp-upload>`;
  }
  const first = async () => {
    await import("../../input/upload.ts");
    canUpload.value = true;
  };
  return html`<button type="button" id="upload" ?disabled=${!isFree("set")} @click=${first}>${msg("Upload")}</button>`;
}

/** Opens the board, which is fetched when it is first asked for. */
async function open(event: Event): Promise<void> {
  const station = (event.currentTarget as HTMLElement).closest(".station");
  await import("../../input/draw.ts");
  station?.querySelector<HTMLDialogElement>("dialog.draw")?.showModal();
}

/** The drawing board, in a dialog; its points count once they are used. */
function board(kitchen: Kitchen): TemplateResult {
  const dialog = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog");
  const use = (event: Event) => {
    const points = dialog(event)?.querySelector<DrawElement>("sp-draw")?.points ?? [];
    if (points.length < 20 || new Set(points.map(({ label }) => label)).size < 2) return;
    dialog(event)?.close();
    void kitchen.draw(points);
  };
  const tell = (event: PointsChange) => {
    const { points } = event.detail;
    const button = dialog(event)?.querySelector<HTMLButtonElement>("#use-points");
    if (button) button.disabled = points.length < 20 || new Set(points.map(({ label }) => label)).size < 2;
  };
  return html`<dialog class="draw" aria-labelledby="draw-title">
    <h2 id="draw-title">${msg("Draw your own points")}</h2>
    <sp-draw .points=${state.drawn.value} @points-change=${tell}></sp-draw>
    <div class="actions">
      <button type="button" class="primary" id="use-points" ?disabled=${state.drawn.value.length < 20} @click=${use}>${msg("Use")}</button>
      <button type="button" @click=${(event: Event) => dialog(event)?.close()}>${msg("Cancel")}</button>
    </div>
  </dialog>`;
}

const SIDE = 160;

/** Training rows: points as they lie, images as they look, and what they are. */
function sample(): TemplateResult {
  const rows = state.sample.value;
  const { classes, row, side, length } = state.set.value;
  if (!rows) return html`<div class="sample ${row}" aria-hidden="true"></div>`;
  const [all, names] = [`${number(state.spec.value.rows)} ${rowsOf("training")}`, classes.join(", ")];
  const words =
    classes.length > 4 ? msg(str`${all}, ${classes.length} classes: ${names}.`) : msg(str`${all}: ${names}.`);
  const plots = {
    points: () => points(rows),
    images: () => images(rows, side ?? 1),
    signals: () => signals(rows, length ?? 1, classes),
    rows: () => nothing,
  };
  return html`<figure class="sample ${row}">${plots[row]()}<figcaption class="caption">${words}</figcaption></figure>`;
}

function points({ x, y }: { x: Float32Array; y: Uint32Array }): TemplateResult {
  const range = (axis: 0 | 1) => {
    const all = x.filter((_, i) => i % 2 === axis);
    return [Math.min(...all), Math.max(...all)] as const;
  };
  const [[left, right], [low, high]] = [range(0), range(1)];
  const scale = (SIDE - 16) / Math.max(right - left, high - low, 1e-9);
  const at = (i: number) => {
    const across = SIDE / 2 + ((x[2 * i] ?? 0) - (left + right) / 2) * scale;
    const down = SIDE / 2 - ((x[2 * i + 1] ?? 0) - (low + high) / 2) * scale;
    return `translate(${across.toFixed(1)} ${down.toFixed(1)})`;
  };
  return html`<svg viewBox="0 0 ${SIDE} ${SIDE}" aria-hidden="true">
    ${Array.from(y, (label, i) => svg`<path class=${classOf(label)} d=${mark(label, 18)} transform=${at(i)} />`)}
  </svg>`;
}

function signals({ x, y }: { x: Float32Array; y: Uint32Array }, length: number, classes: string[]): TemplateResult {
  const path = line<number>(
    (_, i) => (60 * i) / (length - 1),
    (v) => 20 - 7 * Math.max(-2.7, Math.min(2.7, v)),
  );
  const rows = Array.from({ length: Math.min(12, y.length) }, (_, i) => x.subarray(i * length, (i + 1) * length));
  return html`<div class="thumbs" aria-hidden="true">
    ${rows.map(
      (row, i) =>
        html`<svg viewBox="0 0 60 40"><path class="signal" d=${path(Array.from(row)) ?? ""} /><text x="60" y="38" text-anchor="end">${classes[y[i] ?? 0]}</text></svg>`,
    )}
  </div>`;
}

function images({ x, y }: { x: Float32Array; y: Uint32Array }, side: number): TemplateResult {
  const size = side * side;
  return html`<div class="thumbs" aria-hidden="true">
    ${Array.from(
      { length: Math.min(12, y.length) },
      (_, i) =>
        html`<canvas width=${side} height=${side} ${paint(x.subarray(i * size, (i + 1) * size), side)}></canvas>`,
    )}
  </div>`;
}
