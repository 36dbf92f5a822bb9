/** The script for pages around frames: their height, theme and language; their events, and calls to them. */

import { isDark, watchScheme } from "../element/scheme.ts";
import { Height, SPAN_MS } from "./height.ts";

type Message = Record<string, unknown>;
interface Known {
  /** Where calls go, once the frame has answered. */
  target?: string;
  height: Height;
  rest?: ReturnType<typeof setTimeout>;
  waiting: Map<number, (reply: Message) => void>;
}

/** Milliseconds after which a call without an answer has failed. */
const PATIENCE_MS = 10_000;

const site = new URL(".", (document.currentScript as HTMLScriptElement).src);
const frames = new WeakMap<HTMLIFrameElement, Known>();
let calls = 0;

/** The frames of this site. */
function all(): HTMLIFrameElement[] {
  return [...document.querySelectorAll("iframe")].filter(({ src }) => src.startsWith(`${site.href}embed/`));
}

function knownOf(frame: HTMLIFrameElement): Known {
  const known = frames.get(frame) ?? { height: new Height(), waiting: new Map() };
  frames.set(frame, known);
  return known;
}

/** What anybody may hear goes to whatever is in the frame: a sandboxed one has no origin to name. */
function say(frame: HTMLIFrameElement, message: Message, target = "*"): void {
  frame.contentWindow?.postMessage({ soupcon: 1, ...message }, target);
}

function connect(frame: HTMLIFrameElement): void {
  knownOf(frame);
  say(frame, { type: "connect", protocol: 1 });
}

function dress(frame: HTMLIFrameElement): void {
  const theme = frame.dataset.theme ?? (isDark(frame) ? "dark" : "light");
  say(frame, { type: "theme", theme, lang: frame.closest<HTMLElement>("[lang]")?.lang || undefined });
}

function follow(frame: HTMLIFrameElement, wanted: unknown): void {
  const known = knownOf(frame);
  const set = (px: number | undefined) => {
    if (px !== undefined) frame.style.height = `${px}px`;
  };
  set(known.height.next(Number(wanted), performance.now()));
  clearTimeout(known.rest);
  known.rest = setTimeout(() => set(known.height.late(performance.now())), SPAN_MS);
}

function hear({ source, origin, data }: MessageEvent): void {
  const frame = data?.soupcon === 1 ? all().find(({ contentWindow }) => contentWindow === source) : undefined;
  if (!frame) return;
  const isOpaque = frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin");
  if (origin !== (isOpaque ? "null" : site.origin)) return;
  const known = knownOf(frame);
  if (data.type === "hello") connect(frame);
  else if (data.type === "ready") {
    known.target = isOpaque ? "*" : origin;
    dress(frame);
    follow(frame, data.height);
    emit(frame, "ready", data);
  } else if (data.type === "event") {
    if (data.name === "resize") follow(frame, data.detail?.height);
    if (data.name === "leave") leave(frame);
    emit(frame, String(data.name), data.detail);
  } else if (data.type === "reply") known.waiting.get(data.id)?.(data);
}

/** Takes the focus out of a frame, to a place after it, from where the next Tab goes on. */
function leave(frame: HTMLIFrameElement): void {
  const place = document.createElement("span");
  place.tabIndex = -1;
  place.onblur = () => place.remove();
  frame.after(place);
  place.focus({ preventScroll: true });
}

function emit(frame: HTMLIFrameElement, name: string, detail: unknown): void {
  frame.dispatchEvent(new CustomEvent(`soupcon-${name}`, { detail, bubbles: true }));
}

/** Calls a method of the exhibit in a frame. */
function call(frame: HTMLIFrameElement, method: string, ...args: unknown[]): Promise<unknown> {
  const { target, waiting } = knownOf(frame);
  const id = ++calls;
  return new Promise((done, fail) => {
    const refuse = (code: unknown, message: unknown) => fail(Object.assign(new Error(String(message)), { code }));
    const end = (reply: Message) => {
      clearTimeout(timer);
      waiting.delete(id);
      if (reply.ok) done(reply.value);
      else refuse(reply.code, reply.message);
    };
    const late = { code: "E-TIMEOUT", message: `${method}: the frame has not answered.` };
    const timer = setTimeout(() => end(late), PATIENCE_MS);
    waiting.set(id, end);
    if (target) say(frame, { type: "call", id, method, args }, target);
  });
}

const page = globalThis as unknown as { soupcon?: { call?: unknown } };
// Pages that swap their content run what stands in it again: the first of these scripts goes on.
if (typeof page.soupcon?.call !== "function") {
  page.soupcon = { call };
  addEventListener("message", hear);
  watchScheme(() => all().forEach(dress));
  // Those that said hello before this script was there; others are still to say it.
  all().forEach(connect);
}
