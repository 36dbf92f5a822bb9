/** The script for pages around frames: their height, theme and language; their events, and calls to them. */

import { watchScheme } from "../element/scheme.ts";
import { Line } from "./line.ts";

const site = new URL(".", (document.currentScript as HTMLScriptElement).src);
const lines = new WeakMap<HTMLIFrameElement, Line>();

/** The frames of this site. */
function all(): HTMLIFrameElement[] {
  return [...document.querySelectorAll("iframe")].filter(({ src }) => src.startsWith(`${site.href}embed/`));
}

function lineOf(frame: HTMLIFrameElement): Line {
  const emit = (name: string, detail: unknown) =>
    frame.dispatchEvent(new CustomEvent(`soupcon-${name}`, { detail, bubbles: true }));
  const line = lines.get(frame) ?? new Line(frame, site.origin, emit);
  lines.set(frame, line);
  return line;
}

/** Calls a method of the exhibit in a frame. */
async function call(frame: HTMLIFrameElement, method: string, ...args: unknown[]): Promise<unknown> {
  return (await lineOf(frame).call(method, args)).value;
}

const page = globalThis as unknown as { soupcon?: { call?: unknown } };
// Pages that swap their content run what stands in it again: the first of these scripts goes on.
if (typeof page.soupcon?.call !== "function") {
  page.soupcon = { call };
  addEventListener("message", (event) => {
    const frame = all().find(({ contentWindow }) => contentWindow === event.source);
    if (frame) lineOf(frame).hear(event);
  });
  watchScheme(() => {
    for (const frame of all()) lineOf(frame).dress();
  });
  // Those that said hello before this script was there; others are still to say it.
  for (const frame of all()) lineOf(frame).connect();
}
