/** The element `sp-upload`: a file of rows is dropped, looked at, and taken. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { msg, plural, str, translated } from "../language/message.ts";
import { number } from "../language/number.ts";
import { Standby } from "../line.ts";
import { type Given, LIMITS, type Refusal } from "./given.ts";
import { balance, preview } from "./preview.ts";
import type { Preview, Read } from "./reader.ts";
import type { Reader } from "./reader.worker.ts";
import { ordinal, type Roles } from "./roles.ts";
import type { Reading } from "./table.ts";
import "./upload.css";

/** What `data-chosen` tells. */
export type DataChosen = CustomEvent<Given>;

let elements = 0;

/** A button that opens a dialog. Emits `data-chosen` with {@link Given} when the visitor takes the rows. */
export class UploadElement extends LitElement {
  static override properties = {
    label: { type: String },
    state: { state: true },
    over: { state: true },
  };
  /** The words on the button. */
  declare label: string;
  declare private state: State;
  declare private over: boolean;
  private readonly uid = `upload-${++elements}`;
  private files: File[] = [];
  private reading: Reading = {};
  private readonly reader = new Standby<Reader>(
    () => new Worker(new URL("./reader.worker.ts", import.meta.url), { type: "module" }),
    () => msg("What reads files could not be loaded."),
  );
  private request = 0;

  constructor() {
    super();
    this.label = msg("Upload a file");
    this.state = { kind: "empty" };
    this.over = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** With the attribute `opened` it opens at once: the dialog gives the focus back to the button. */
  protected override firstUpdated(): void {
    if (!this.hasAttribute("opened")) return;
    this.querySelector<HTMLElement>("button.open")?.focus();
    this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget();
  }

  private get dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  /** Opens the dialog; with files, as if they had been dropped on it. */
  open(files: Iterable<File> = []): void {
    this.state = { kind: "empty" };
    if (!this.dialog?.open) this.dialog?.showModal();
    const all = [...files];
    if (all.length > 0) void this.read(all);
  }

  /** Closes the dialog and lets go of the file. */
  close(): void {
    this.dialog?.close();
  }

  private forget(): void {
    this.request += 1;
    this.reader.end();
    this.files = [];
    this.state = { kind: "empty" };
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (input) input.value = "";
  }

  private async read(files: File[], reading: Reading = {}): Promise<void> {
    const request = ++this.request;
    [this.files, this.reading] = [files, reading];
    this.state = { kind: "reading" };
    await this.asking(request, async () => {
      const read = await this.reader.ask((reader) => reader.read(files, reading));
      if (request === this.request) this.state = read;
    });
  }

  /** Whatever ends a request that is still wanted is said. */
  private async asking(request: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (why) {
      if (request !== this.request) return;
      const message = why instanceof Error ? why.message : String(why);
      this.state = { kind: "refused", refusal: { code: "E-DATA-FORMAT", message } };
    }
  }

  private async choose(shown: Preview, change: Partial<Roles>): Promise<void> {
    const request = ++this.request;
    const roles = { ...shown.roles, ...change };
    this.state = { kind: "table", preview: { ...shown, roles } };
    await this.asking(request, async () => {
      const outcome = await this.reader.ask((reader) => reader.look(roles));
      if (request === this.request && outcome) this.state = { kind: "table", preview: { ...shown, roles, outcome } };
    });
  }

  /** Leaves out rows. The button that asked for it goes away with the notice: what comes next gets the focus. */
  private async skip(shown: Preview): Promise<void> {
    await this.choose(shown, { skip: true });
    await this.updateComplete;
    this.querySelector<HTMLElement>(".actions .primary:enabled")?.focus();
  }

  private async use(): Promise<void> {
    const { state } = this;
    await this.asking(++this.request, async () => {
      const given =
        state.kind === "images"
          ? state.given
          : state.kind === "table"
            ? await this.reader.ask((reader) => reader.take(state.preview.roles))
            : undefined;
      if (!given) return;
      this.close();
      this.dispatchEvent(new CustomEvent("data-chosen", { detail: given, bubbles: true, composed: true }));
    });
  }

  private isReady(): boolean {
    const { state } = this;
    return state.kind === "images" || (state.kind === "table" && !state.preview.outcome.refusal);
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) void this.read(files);
  }

  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.includes("\n")) void this.read([new File([text], "pasted.csv")]);
  }

  protected override render(): TemplateResult {
    const { uid } = this;
    return html`<button type="button" class="open" @click=${() => this.open()}>${this.label}</button>
      <dialog
        class="upload"
        aria-labelledby="${uid}-title"
        @close=${() => this.forget()}
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${(event: DragEvent) => this.drop(event)}
        @paste=${(event: ClipboardEvent) => this.paste(event)}
      >
        <h2 id="${uid}-title">${msg("Your own data")}</h2>
        <div class=${this.over ? "target over" : "target"}>
          <label for="${uid}-file">${msg("Drop a file here, paste rows, or choose one:")}</label>
          <input
            id="${uid}-file"
            type="file"
            multiple
            accept=".csv,.tsv,.txt,.json,.gz,.idx,.idx1-ubyte,.idx3-ubyte,text/csv,application/json"
            @change=${(event: Event) => {
              const input = event.target as HTMLInputElement;
              if (input.files?.length) void this.read([...input.files]);
            }}
          />
          <p class="caption">
            ${msg(str`CSV, TSV or JSON with a label and 1 to ${LIMITS.features} columns of numbers, or images and labels as IDX. At most 5 MB (IDX: 10 MB a file) and ${number(LIMITS.rows)} rows. The file stays on this device.`)}
          </p>
        </div>
        <div class="found">${this.found()}</div>
        <div class="actions">
          <button type="button" class="primary" ?disabled=${!this.isReady()} @click=${() => this.use()}>${msg("Use")}</button>
          <button type="button" @click=${() => this.close()}>${msg("Cancel")}</button>
        </div>
      </dialog>`;
  }

  private found(): TemplateResult | typeof nothing {
    const { state } = this;
    switch (state.kind) {
      case "empty":
        return nothing;
      case "reading":
        return html`<p role="status">${msg(str`Reading ${this.files.map((file) => file.name).join(", ")} …`)}</p>`;
      case "refused":
        return this.refused(state.refusal);
      case "images":
        return html`<p class="sentence" role="status">${images(state.given)}</p>`;
      case "table":
        return this.table(state.preview);
    }
  }

  private table(shown: Preview): TemplateResult {
    const { roles, outcome } = shown;
    const change = (roles: Partial<Roles>) => void this.choose(shown, roles);
    const checked = (event: Event) => (event.target as HTMLInputElement).checked;
    return html`${outcome.refusal ? this.refused(outcome.refusal, shown) : nothing}
      <p class="sentence" role="status">${msg(html`<strong>${shown.name}</strong>: ${translated(outcome.sentence)}`)}</p>
      ${balance(outcome)}
      <div class="choices">
        <label class="check">
          <input
            type="checkbox"
            .checked=${live(shown.header)}
            @change=${(event: Event) => void this.read(this.files, { ...this.reading, header: checked(event) })}
          />
          ${msg("The first row is names")}
        </label>
        <label class="check">
          <input
            type="checkbox"
            .checked=${live(roles.skip)}
            @change=${(event: Event) => change({ skip: checked(event) })}
          />
          ${msg("Leave out rows with a missing or wrong value")}
        </label>
        <label class="check">
          <input
            type="checkbox"
            .checked=${live(roles.standardise)}
            @change=${(event: Event) => change({ standardise: checked(event) })}
          />
          <span>
            ${msg("Standardise features")}
            <span class="caption">${msg("Mean 0 and standard deviation 1, both computed from the training rows alone.")}</span>
          </span>
        </label>
      </div>
      ${preview(shown, this.uid, change)}`;
  }

  private refused(refusal: Refusal, shown?: Preview): TemplateResult {
    const { every, skip, column } = refusal;
    return html`<div class="notice" role="alert" data-code=${refusal.code}>
      <p>${translated(refusal.message)}</p>
      ${
        every
          ? html`<button type="button" @click=${() => void this.read(this.files, { ...this.reading, every })}>
            ${msg(str`Take every ${translated(ordinal(every))} row`)}
          </button>`
          : nothing
      }
      ${
        skip && shown
          ? html`<button type="button" @click=${() => void this.skip(shown)}>
            ${plural(skip, { one: msg(str`Skip ${number(skip)} row`), other: msg(str`Skip ${number(skip)} rows`) })}
          </button>`
          : nothing
      }
      ${
        column !== undefined
          ? html`<button type="button" @click=${() => this.querySelector<HTMLElement>(`#${this.uid}-role-${column}`)?.focus()}>
            ${msg("Choose columns")}
          </button>`
          : nothing
      }
    </div>`;
  }
}

type State = { kind: "empty" } | { kind: "reading" } | Read;

function images({ name, y, shape, classes }: Given): string {
  const [height, width] = shape;
  return msg(str`${name}: ${number(y.length)} images of ${height} by ${width} pixels in ${classes.length} classes.`);
}

customElements.define("sp-upload", UploadElement);
