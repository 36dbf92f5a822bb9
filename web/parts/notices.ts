/** What is said above the work: a sentence, and what could be done. */

import { effect, type ReadonlySignal, untracked } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";

/** A sentence, its code, and what could be done. */
export interface Notice {
  code: string;
  words: string;
  actions?: { label: string; act: () => void }[];
}

/** Whether it says that something went wrong: else that something is done, or a question. */
const isFault = (code: string): boolean => code.startsWith("E-");

/** Notices with a further one; another of the same code gives way. */
export function noted(all: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...all.filter(({ code }) => code !== notice.code), notice];
}

/** Does something with each notice as it comes: those that are left when another is dismissed do not come again. */
export function onNotice(all: ReadonlySignal<readonly Notice[]>, act: (notice: Notice) => void): () => void {
  const known = new WeakSet<Notice>();
  return effect(() => {
    const coming = all.value.filter((one) => !known.has(one));
    for (const one of coming) {
      known.add(one);
      untracked(() => act(one));
    }
  });
}

/** The notices; nothing where there are none. */
export function notices(all: readonly Notice[], dismiss: (code: string) => void): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<div class="notices">
    ${all.map(
      ({
        code,
        words,
        actions,
      }) => html`<div class=${isFault(code) ? "notice" : "notice fine"} part="alert" data-code=${code}>
        <p><span aria-hidden="true">${isFault(code) ? "▲" : actions ? "" : "✓"}</span> ${words}</p>
        ${actions?.map(({ label, act }) => html`<button type="button" @click=${act}>${label}</button>`)}
        <button type="button" class="quiet" aria-label=${msg("Dismiss")} @click=${() => dismiss(code)}>×</button>
      </div>`,
    )}
  </div>`;
}
