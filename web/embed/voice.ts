/** What a frame says to its host, and does for it. */

import type { SoupconExhibit } from "../element/soupcon.ts";
import { type Call, EVENTS, Gate, Limit, METHODS, MOST, PROPERTIES, PROTOCOL, parsed, SECOND_MS } from "./protocol.ts";

/** Calls that are answered when they have begun: their end is told by an event. */
const LONG = new Set(["play", "prepare", "step"]);

/** Speaks for an element with the window around the frame. */
export class Voice {
  private readonly gate: Gate;
  private readonly calls = new Limit(MOST, SECOND_MS);
  private readonly others = new Limit(MOST, SECOND_MS);
  private want: ReadonlySet<string> = new Set();
  private fault: unknown;

  constructor(
    private readonly element: SoupconExhibit,
    private readonly version: string,
    origins: readonly string[],
    private readonly height: () => number,
  ) {
    this.gate = new Gate(origins);
    addEventListener("message", (event) => {
      if (event.source === parent && parent !== window) this.hear(event);
    });
    for (const name of EVENTS) {
      // The height of the whole page is told instead of the element's.
      if (name === "resize") continue;
      element.addEventListener(`soupcon-${name}`, (event) => this.tell(name, (event as CustomEvent).detail));
    }
    element.addEventListener("soupcon-error", (event) => {
      this.fault = (event as CustomEvent).detail;
    });
  }

  /** Says that the frame is there: the one message to whoever listens. */
  greet(): void {
    if (parent === window) return;
    const exhibit = this.element.getAttribute("exhibit");
    parent.postMessage({ soupcon: 1, type: "hello", version: this.version, exhibit, protocol: [PROTOCOL] }, "*");
  }

  /** Tells an event, if it is wanted. */
  tell(name: string, detail: unknown = null): void {
    if (name === "leave" || this.want.has(name)) this.say({ type: "event", name, detail });
  }

  private say(message: Record<string, unknown>): void {
    const { target } = this.gate;
    if (target !== undefined) parent.postMessage({ soupcon: 1, ...message }, target);
  }

  private hear({ data, origin }: MessageEvent): void {
    const message = parsed(data);
    if (!message) return;
    const limit = message.type === "call" ? this.calls : this.others;
    if (!this.gate.admits(origin, message.type) || !limit.admits(performance.now())) return;
    if (message.type === "call") {
      void this.answer(message);
    } else if (message.type === "theme") {
      if (message.theme) this.element.setAttribute("theme", message.theme);
      if (message.theme) document.documentElement.dataset.theme = message.theme;
      // The words are English, of whatever country: another language would have them read out wrongly.
      if (message.lang && /^en\b/i.test(message.lang)) document.documentElement.lang = message.lang;
    } else {
      this.want = message.want;
      if (this.fault) this.tell("error", this.fault);
      void this.element.ready.then(() => this.ready());
    }
  }

  private ready(): void {
    const { status, value } = this.element;
    this.say({ type: "ready", status, state: value, link: this.element.link(), height: this.height() });
  }

  private async answer({ id, method, args }: Call): Promise<void> {
    try {
      const value = await this.called(method, args);
      this.say({ type: "reply", id, ok: true, value });
    } catch (error) {
      const { name, message } = error as Error;
      const code = name === "RangeError" ? "E-VALUE" : name === "TypeError" ? "E-METHOD" : "E-CALL";
      this.say({ type: "reply", id, ok: false, code, message });
    }
  }

  private called(method: string, args: readonly unknown[]): unknown {
    const element = this.element as unknown as Record<string, unknown>;
    if ((PROPERTIES as readonly string[]).includes(method)) return element[method];
    if (!(METHODS as readonly string[]).includes(method)) throw new TypeError(`${method}: there is no such method.`);
    const answer = (element[method] as (...args: unknown[]) => unknown).apply(element, [...args]);
    if (!LONG.has(method)) return answer;
    (answer as Promise<unknown>).catch(() => undefined);
    return undefined;
  }
}
