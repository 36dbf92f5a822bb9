/** The figures, and the controls beside them. */

import { html, nothing, type TemplateResult } from "lit";
import "../figures/element.ts";
import type { FigureSpec } from "../figures/figure.ts";
import { msg, str } from "../language/message.ts";
import { type ControlSpec, holds } from "../manifest.ts";
import { control } from "../parts/control.ts";
import { notices } from "../parts/notices.ts";
import type { Exhibit } from "./exhibit.ts";
import { isBusy, isOpen } from "./life.ts";
import { pinned } from "./pinned.ts";
import { duration } from "./words.ts";

/** Those of the figures that are wanted, as they are now. */
export function plates(exhibit: Exhibit, isWanted: (figure: FigureSpec) => boolean): TemplateResult {
  const all = exhibit.plates.value.filter(isWanted);
  return html`${all.map(
    (figure) => html`<div class="card plate" id=${`figure-${figure.id}`} ?data-stale=${exhibit.isStale.value}>
      <sp-figure
        .figure=${figure}
        .source=${exhibit.source.value}
        .detail=${exhibit.detail.value}
        .hasLetters=${exhibit.hasLetters.value}
        @figure-pick=${(event: CustomEvent<{ x: number; y: number }>) => pick(exhibit, figure, event.detail)}
      ></sp-figure>
      <p class="printed">${exhibit.link}</p>
    </div>`,
  )}`;
}

/** A place was chosen in a figure that shows where a live control stands: the control goes there. */
function pick(exhibit: Exhibit, { present }: FigureSpec, { x }: { x: number; y: number }): void {
  if (present?.x === undefined) return;
  const state = exhibit.controls.value;
  const isShown = ({ name, kind }: ControlSpec) =>
    (kind === "slider" || kind === "integer") && state[name] === present.x;
  const fits = exhibit.group("live").filter(isShown);
  if (fits.length === 1 && fits[0]) exhibit.hand(fits[0].name, x);
}

/** The controls: those that answer at once, and those that ask for a preparation. */
export function controls(exhibit: Exhibit): TemplateResult {
  const { run, lookMs } = exhibit.session;
  const { seconds } = run.value;
  const { recorded } = exhibit;
  const cost = seconds ?? recorded.value?.seconds;
  const timed =
    seconds === undefined
      ? msg("Trains anew; the time is of the recorded run.")
      : msg("Trains anew; the time is of the last seed here.");
  const look = lookMs.value > 0 ? msg(str`Answers in ${Math.round(lookMs.value)} ms.`) : msg("Answer at once.");
  const said = notices(exhibit.notices.value, exhibit.dismiss);
  const pins = pinned(exhibit);
  if (shownOf(exhibit, "live").length + shownOf(exhibit, "prepare").length === 0) return html`${said} ${pins}`;
  return html`${said}
    <section class="card rail" aria-label=${msg("Controls")}>
      ${
        shownOf(exhibit, "live").length === 0
          ? nothing
          : html`<h2 id="controls-live">${msg("Live")}</h2>
            <p class="caption">${isOpen(run.value) ? look : msg("They answer once one seed is prepared.")}</p>
            ${fields(exhibit, "live")}`
      }
      ${
        shownOf(exhibit, "prepare").length === 0
          ? nothing
          : html`<h2 id="controls-prepare">${msg("Prepare")}${cost === undefined ? "" : html` <span class="cost">${msg(str`${duration(cost)} a seed`)}</span>`}</h2>
            <p class="caption">${cost === undefined ? msg("Trains anew.") : timed}</p>
            ${fields(exhibit, "prepare")}`
      }
      ${
        run.value.phase === "stale"
          ? html`<button type="button" id="again" @click=${() => exhibit.session.play()}>${msg("Prepare again")}</button>`
          : nothing
      }
      <button
        type="button"
        class="quiet"
        ?disabled=${exhibit.isDefault() || isBusy(run.value)}
        @click=${() => exhibit.defaults()}
      >
        ${msg("Restore defaults")}
      </button>
    </section>
    ${pins}`;
}

/** The controls of a phase that the page lets be seen. */
function shownOf(exhibit: Exhibit, phase: string): ControlSpec[] {
  const { hide, only } = exhibit.ui.value;
  const isShown = ({ name, key }: ControlSpec) =>
    !hide.includes(name) && (only.length === 0 || only.includes(name) || only.includes(key));
  return exhibit.group(phase).filter(isShown);
}

function fields(exhibit: Exhibit, phase: string): TemplateResult {
  const form = exhibit.form();
  const all = shownOf(exhibit, phase);
  const draw = (specs: ControlSpec[]) => specs.map((spec) => control(spec, form));
  const [basic, more] = [all.filter((spec) => spec.basic), all.filter((spec) => !spec.basic)];
  // What the page has chosen is not folded.
  const isFolded = basic.length > 0 && exhibit.ui.value.only.length === 0;
  const first = isFolded ? basic : all;
  const rest = isFolded ? more : [];
  const isAny = rest.some((spec) => holds(spec.enabledWhen, form.state));
  return html`<div id=${`${phase}-settings`} class="settings">
    <div class="fields-of">${draw(first)}</div>
    ${isAny ? html`<details><summary>${msg("More settings")}</summary><div class="fields-of">${draw(rest)}</div></details>` : nothing}
  </div>`;
}
