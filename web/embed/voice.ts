/** What a frame says to its host, and does for it. */

import { heed } from "../language/choice.ts";
import { type Call, EVENTS, Gate, Limit, METHODS, MOST, PROPERTIES, PROTOCOL, parsed, SECOND_MS } from "./protocol.ts";

/** Calls that are answered when they have begun: their end is told too. */
const LONG = new Set(["play", "prepare", "step"]);
/** Milliseconds within which a second Esc leaves the frame. */
const TWICE_MS = 800;

/** Whom a voice speaks for: an element, or what has its properties, methods and events. */
export interface Speaker extends EventTarget {
  readonly ready: Promise<void>;
  readonly status: string;
  readonly value: Record<string, unknown>;
  readonly progress: unknown;
  readonly engineInfo: unknown;
  describe(): unknown;
  link(): string;
}

/** What the frame is. */
export interface Place {
  exhibit: string;
  version: string;
  /** Those that the link names. */
  origins: readonly string[];
  height(): number;
  /** Takes the host's theme. */
  dress(theme: "light" | "dark" | "auto"): void;
}

/** Speaks for an exhibit with the window around the frame. */
export class Voice {
  private readonly gate: Gate;
  private readonly calls = new Limit(MOST, SECOND_MS);
  private readonly others = new Limit(MOST, SECOND_MS);
  private want: ReadonlySet<string> = new Set();
  private fault: unknown;

  constructor(
    private readonly speaker: Speaker,
    private readonly place: Place,
  ) {
    this.gate = new Gate(place.origins);
    addEventListener("message", (event) => {
      if (event.source === parent && parent !== window) this.hear(event);
    });
    for (const name of EVENTS) {
      // The height of the whole page is told instead of the element's.
      if (name === "resize") continue;
      speaker.addEventListener(`soupcon-${name}`, (event) => this.tell(name, (event as CustomEvent).detail));
    }
    speaker.addEventListener("soupcon-error", (event) => {
      this.fault = (event as CustomEvent).detail;
    });
    new ResizeObserver(() => this.tell("resize", { width: document.body.offsetWidth, height: place.height() })).observe(
      document.body,
    );
    this.listen();
  }

  /** Says that the frame is there: the one message to whoever listens. */
  greet(): void {
    if (parent === window) return;
    const { exhibit, version } = this.place;
    parent.postMessage({ soupcon: 1, type: "hello", version, exhibit, protocol: [PROTOCOL] }, "*");
  }

  /** Tells an event, if it is wanted. */
  private tell(name: string, detail: unknown = null): void {
    if (name === "leave" || this.want.has(name)) this.say({ type: "event", name, detail });
  }

  /** Esc twice gives the focus back to the host. */
  private listen(): void {
    let escaped = Number.NEGATIVE_INFINITY;
    const press = ({ key, timeStamp }: KeyboardEvent) => {
      const isTwice = key === "Escape" && timeStamp - escaped < TWICE_MS;
      escaped = key === "Escape" && !isTwice ? timeStamp : Number.NEGATIVE_INFINITY;
      if (isTwice) this.tell("leave");
    };
    addEventListener("keydown", press, { capture: true });
  }

  /** Whatever is said holds how things stand then. */
  private say(message: Record<string, unknown>): void {
    const { target } = this.gate;
    if (target === undefined) return;
    const { status, value: state, progress, engineInfo: engine } = this.speaker;
    const now = { status, state, progress, engine, link: this.speaker.link(), sentence: this.speaker.describe() };
    parent.postMessage({ soupcon: 1, ...now, ...message }, target);
  }

  private hear({ data, origin }: MessageEvent): void {
    const message = parsed(data);
    if (!message) return;
    const limit = message.type === "call" ? this.calls : this.others;
    if (!this.gate.admits(origin, message.type) || !limit.admits(performance.now())) return;
    if (message.type === "call") {
      void this.answer(message);
    } else if (message.type === "theme") {
      if (message.theme) this.place.dress(message.theme);
      if (message.lang) heed(message.lang);
    } else {
      this.want = message.want;
      if (this.fault) this.tell("error", this.fault);
      void this.speaker.ready.then(() => this.say({ type: "ready", height: this.place.height() }));
    }
  }

  private async answer({ id, method, args }: Call): Promise<void> {
    const ok = (type: string, value?: unknown) => this.say({ type, id, ok: true, value });
    const refused = (type: string, { name, message }: Error) => {
      const code = name === "RangeError" ? "E-VALUE" : name === "TypeError" ? "E-METHOD" : "E-CALL";
      this.say({ type, id, ok: false, code, message });
    };
    try {
      const answer = this.called(method, args);
      if (LONG.has(method)) {
        (answer as Promise<unknown>).then(
          () => ok("end"),
          (error: Error) => refused("end", error),
        );
        ok("reply");
      } else ok("reply", await answer);
    } catch (error) {
      refused("reply", error as Error);
    }
  }

  private called(method: string, args: readonly unknown[]): unknown {
    const speaker = this.speaker as unknown as Record<string, unknown>;
    if ((PROPERTIES as readonly string[]).includes(method)) return speaker[method];
    if (!(METHODS as readonly string[]).includes(method)) throw new TypeError(`${method}: there is no such method.`);
    return (speaker[method] as (...args: unknown[]) => unknown).apply(speaker, [...args]);
  }
}
