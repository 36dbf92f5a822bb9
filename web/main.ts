/** Boot. */

import { effect } from "@preact/signals-core";
import { render, type TemplateResult } from "lit";
import { announce, spoken } from "./announce.ts";
import { listen } from "./keys.ts";
import { foot, page } from "./parts/page.ts";
import { Session } from "./session.ts";
import { parse, write } from "./settings.ts";
import * as state from "./state.ts";
import { watchTheme } from "./theme.ts";

const status = document.querySelector<HTMLElement>("#status");
const session = new Session();

state.settings.value = parse(location.search);
watchTheme();

show("#app", () => page(session));
show("#foot", foot);
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

/** Keeps an element as the state says; what it shows is put together at most once for each frame. */
function show(place: string, part: () => TemplateResult): void {
  const root = document.querySelector<HTMLElement>(place);
  if (!root) return;
  const draw = () => {
    let isFirst = true;
    const stop = effect(() => {
      if (isFirst) render(part(), root);
      else
        requestAnimationFrame(() => {
          stop();
          draw();
        });
      isFirst = false;
    });
  };
  draw();
}

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
