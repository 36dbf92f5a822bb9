/** The Kitchen in a frame: it speaks with the page around it. */

import { Voice } from "../embed/voice.ts";
import { setTheme } from "../theme.ts";
import type { Kitchen } from "./kitchen.ts";
import { Port } from "./port.ts";

/** Says hello, and answers from then on. */
export function speak(kitchen: Kitchen): void {
  const { body, documentElement: root } = document;
  // Other pages of the site are not for a frame of this one.
  root.dataset.framed = "";
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".brand a")) link.target = "_blank";
  new Voice(new Port(kitchen), {
    exhibit: "kitchen",
    version: import.meta.env.VERSION,
    origins: new URLSearchParams(location.search).getAll("origin"),
    height: () => Math.ceil(body.getBoundingClientRect().height),
    dress: setTheme,
  }).greet();
}
