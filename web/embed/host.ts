/** The script for pages around frames: their height, theme and language; their events, and calls to them. */

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

addEventListener("message", (event) => {
  const frame = all().find(({ contentWindow }) => contentWindow === event.source);
  if (frame) lineOf(frame).hear(event);
});

/** Calls a method of the exhibit in a frame. */
async function call(frame: HTMLIFrameElement, method: string, ...args: unknown[]): Promise<unknown> {
  return (await lineOf(frame).call(method, args)).value;
}

const dressAll = () => {
  for (const frame of all()) lineOf(frame).dress();
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dressAll);
new MutationObserver(dressAll).observe(document.documentElement, { attributes: true });
// Those that said hello before this script was there; others are still to say it.
for (const frame of all()) lineOf(frame).connect();
(globalThis as unknown as { soupcon: unknown }).soupcon = { call };
