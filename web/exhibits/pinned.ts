/** The pinned runs of an exhibit: which settings differ from the present ones, and what is still to be computed. */

import { html, nothing, type TemplateResult } from "lit";
import { say } from "../announcer.ts";
import { msg, str } from "../language/message.ts";
import { pinned as list } from "../parts/pinned.ts";
import { differing } from "../pins.ts";
import { isPaired } from "./comparison.ts";
import type { Exhibit } from "./exhibit.ts";
import type { Pin } from "./pins.ts";
import type { Session } from "./session.ts";
import { statusWords } from "./words.ts";

/** The card; nothing where nothing is pinned. */
export function pinned(exhibit: Exhibit): TemplateResult | typeof nothing {
  const all = exhibit.pins.all.value;
  if (all.length === 0) return nothing;
  const acts = {
    words: (pin: Pin) => words(exhibit, pin),
    open: (pin: Pin) => exhibit.open(pin),
    unpin: (name: string) => exhibit.unpin(name),
  };
  return html`<section class="card rail" aria-label=${msg("Pinned runs")}>${list(all, acts, work(exhibit))}</section>`;
}

/** What a pin is: “window 0.1”. */
function words({ manifest, controls, session }: Exhibit, pin: Pin): string {
  const differs = differing(manifest, pin.controls, controls.value);
  const what = differs.length > 0 ? differs.join("; ") : msg("the present settings");
  if (pin.seeds === 0) return msg(str`${what} (not computed)`);
  return session.snapshot.value && !hasDifferences(session, pin)
    ? msg(str`${what} (other seeds, so no differences)`)
    : what;
}

/** Whether a pin is of the seeds that are shown. */
function hasDifferences({ snapshot, subject: { state, seeds } }: Session, pin: Pin): boolean {
  const own = { seed: Number(pin.controls.seed), seeds: pin.seeds };
  return snapshot.value !== undefined && isPaired({ seed: Number(state.seed), seeds }, own);
}

/** Offers to compute the settings that came with a link; where all are computed, says what differences are. */
function work({ pins, session: shown }: Exhibit): TemplateResult | typeof nothing {
  const worker = pins.worker.value;
  if (worker) {
    const { session, name } = worker;
    const passed = (performance.now() - session.started) / 1e3;
    return html`<p class="caption">${msg(str`${name}: ${statusWords(session.run.value, passed, session.loaded.value)}`)}</p>
      <button type="button" id="stop-pins" @click=${() => pins.stop()}>${msg("Stop")}</button>`;
  }
  if (pins.waiting.length === 0) {
    const first = pins.all.value.find((pin) => hasDifferences(shown, pin));
    if (!first) return nothing;
    return html`<p class="caption">${msg(str`In the table “less ${first.name}” is the mean of the differences, seed by seed.`)}</p>`;
  }
  const compute = async () => {
    await pins.compute();
    if (pins.waiting.length === 0) say(msg("The pinned settings are computed."));
  };
  return html`<button type="button" id="compute-pins" @click=${compute}>${msg("Pinned settings: compute")}</button>`;
}
