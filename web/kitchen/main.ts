/** Boot. */

import { speakIn } from "../announcer.ts";
import { settled } from "../language/choice.ts";
import { watchTheme } from "../theme.ts";
import { keepAddress, openLink } from "./address.ts";
import { announce } from "./announce.ts";
import { takeDrops } from "./drops.ts";
import { keepFingerprint } from "./fingerprint.ts";
import { holdUnseen } from "./hold.ts";
import { listen } from "./keys.ts";
import { Kitchen } from "./kitchen.ts";
import { page } from "./page.ts";

await settled();
const kitchen = new Kitchen();

watchTheme();
const app = document.querySelector<HTMLElement>("#app");
if (app) page(app, kitchen);
speakIn(document.querySelector("#status"));
announce();
listen(kitchen);
keepFingerprint(kitchen);
takeDrops(kitchen);
holdUnseen(kitchen);
if (parent !== window) void import("./frame.ts").then(({ speak }) => speak(kitchen));
void openLink(kitchen).then(() => keepAddress(kitchen));

// Skipping must not touch the address: it holds the state.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  app?.focus();
});
