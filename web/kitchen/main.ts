/** Boot. */

import { speakIn } from "../announcer.ts";
import { watchTheme } from "../theme.ts";
import { keepAddress, openLink } from "./address.ts";
import { announce } from "./announce.ts";
import { takeDrops } from "./drops.ts";
import { keepFingerprint } from "./fingerprint.ts";
import { listen } from "./keys.ts";
import { Kitchen } from "./kitchen.ts";
import { page } from "./page.ts";
import * as state from "./state.ts";

const kitchen = new Kitchen();

watchTheme();
const app = document.querySelector<HTMLElement>("#app");
if (app) page(app, kitchen);
speakIn(document.querySelector("#status"));
announce();
listen(kitchen);
keepFingerprint(kitchen);
takeDrops(kitchen);
void openLink(kitchen).then(() => keepAddress(kitchen));

// Skipping must not touch the address: it holds the state.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  app?.focus();
});

// A hidden page does nothing; it goes on when it is seen again.
let wasRunning = false;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    wasRunning = state.phase.value === "running";
    if (wasRunning) void kitchen.session.pause();
  } else if (wasRunning) {
    wasRunning = false;
    kitchen.session.play();
  }
});
