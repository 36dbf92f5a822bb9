/** Boot. */

import { effect } from "@preact/signals-core";
import { render, type TemplateResult } from "lit";
import { announce, spoken } from "./announce.ts";
import { listen } from "./keys.ts";
import { page } from "./parts/page.ts";
import { Session } from "./session.ts";
import { parse, write } from "./settings.ts";
import * as state from "./state.ts";
import { watchTheme } from "./theme.ts";

const app = document.querySelector<HTMLElement>("#app");
const status = document.querySelector<HTMLElement>("#status");
const session = new Session();

state.settings.value = parse(location.search);
watchTheme();

if (app) {
  let next: TemplateResult | undefined;
  const draw = () => {
    if (next) render(next, app);
    next = undefined;
  };
  effect(() => {
    if (!next) requestAnimationFrame(draw);
    next = page(session);
  });
}
if (status) {
  effect(() => {
    status.textContent = spoken.value;
  });
}

effect(() => {
  const query = write(state.settings.value, location.search);
  history.replaceState(null, "", `${location.pathname}${query}`);
});

announce();
listen(session);
session.prepare();

// A hidden page does nothing; it goes on when it is seen again.
let wasRunning = false;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    wasRunning = state.phase.value === "running";
    if (wasRunning) session.pause();
  } else if (wasRunning) {
    wasRunning = false;
    session.play();
  }
});
