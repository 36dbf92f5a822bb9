/** The page: notices, four stations, the bar; each is drawn anew only when what it shows has changed. */

import { effect } from "@preact/signals-core";
import { html, type nothing, render, type TemplateResult } from "lit";
import { msg } from "../language/message.ts";
import { notices } from "../parts/notices.ts";
import { show } from "../parts/show.ts";
import { isWide } from "../parts/unfold.ts";
import type { Kitchen } from "./kitchen.ts";
import { runbar } from "./runbar.ts";
import * as state from "./state.ts";
import { combine } from "./stations/combine.ts";
import { data } from "./stations/data.ts";
import { members } from "./stations/members.ts";
import { result } from "./stations/result.ts";

/** Everything below the title. */
export function page(root: HTMLElement, kitchen: Kitchen): void {
  render(
    html`<div class="news"></div>
      <div class="stage">
        <section class="station card data" aria-labelledby="station-data"></section>
        <section class="station card members" aria-labelledby="station-members"></section>
        <section class="station card combine" aria-labelledby="station-combine"></section>
        <section class="station card result" aria-labelledby="station-result"></section>
      </div>
      <div class="runbar" role="group" aria-label=${msg("Run")}></div>`,
    root,
  );
  const parts: Record<string, (kitchen: Kitchen) => TemplateResult | typeof nothing> = {
    ".news": () => notices(state.notices.value, state.dismiss),
    ".data": data,
    ".members": members,
    ".combine": combine,
    ".result": result,
    ".runbar": runbar,
  };
  for (const [place, part] of Object.entries(parts)) {
    const element = root.querySelector<HTMLElement>(place);
    if (element) show(element, () => part(kitchen));
  }
  effect(() => void root.querySelector(".runbar")?.classList.toggle("wide", isWide.value));
  const stage = root.querySelector<HTMLElement>(".stage");
  effect(() => {
    stage?.setAttribute("data-phase", state.phase.value);
    stage?.setAttribute("aria-busy", state.isBusy.value ? "true" : "false");
  });
}
