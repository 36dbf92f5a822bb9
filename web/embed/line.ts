/** A page's line to a frame in it: what the frame says is heard, its height followed, its methods called. */

import { isDark } from "../element/scheme.ts";
import { Height, SPAN_MS } from "./height.ts";

/** What frames say. */
export type Message = Record<string, unknown>;

/** Milliseconds after which a call without an answer has failed. */
const PATIENCE_MS = 10_000;
/** Errors of frames as those of elements, where there are such. */
const KINDS: Record<string, ErrorConstructor> = { "E-VALUE": RangeError, "E-METHOD": TypeError };

let calls = 0;

/** One frame's. */
export class Line {
  /** Where calls go, once the frame has answered. */
  private target: string | undefined;
  private readonly height = new Height();
  private rest: ReturnType<typeof setTimeout> | undefined;
  private readonly waiting = new Map<unknown, (answer: Message) => void>();

  /** `origin` is that of the frame's page; `heard` is told of events, `ready` among them, with the whole message. */
  constructor(
    readonly frame: HTMLIFrameElement,
    private readonly origin: string,
    private readonly heard: (name: string, detail: unknown, message: Message) => void,
  ) {}

  /** What anybody may hear goes to whatever is in the frame: a sandboxed one has no origin to name. */
  private say(message: Message, target = "*"): void {
    this.frame.contentWindow?.postMessage({ soupcon: 1, ...message }, target);
  }

  connect(): void {
    this.say({ type: "connect", protocol: 1 });
  }

  /** Hands theme and language on. */
  dress(): void {
    const { frame } = this;
    const theme = frame.dataset.theme ?? (isDark(frame) ? "dark" : "light");
    this.say({ type: "theme", theme, lang: frame.closest<HTMLElement>("[lang]")?.lang || undefined });
  }

  /** Takes what has come; what is not from this frame's page is none of it. */
  hear({ source, origin, data }: MessageEvent): void {
    const { frame } = this;
    if (source !== frame.contentWindow || data?.soupcon !== 1) return;
    const isOpaque = frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin");
    if (origin !== (isOpaque ? "null" : this.origin)) return;
    if (data.type === "hello") this.connect();
    else if (data.type === "ready") {
      this.target = isOpaque ? "*" : origin;
      this.dress();
      this.follow(data.height);
      this.heard("ready", data, data);
    } else if (data.type === "event") {
      if (data.name === "resize") this.follow(data.detail?.height);
      if (data.name === "leave") this.leave();
      this.heard(String(data.name), data.detail, data);
    } else if (data.type === "reply" || data.type === "end") this.waiting.get(data.id)?.(data);
  }

  /** Calls a method of what is in the frame; `isLong` waits for the end of what it has begun. */
  call(method: string, args: readonly unknown[], isLong = false): Promise<Message> {
    const id = ++calls;
    return new Promise((done, fail) => {
      const answer = (message: Message) => {
        clearTimeout(timer);
        if (isLong && message.type === "reply" && message.ok) return;
        this.waiting.delete(id);
        const { ok, code } = message;
        if (ok) done(message);
        else fail(Object.assign(new (KINDS[String(code)] ?? Error)(String(message.message)), { code }));
      };
      const late = { code: "E-TIMEOUT", message: `${method}: the frame has not answered.` };
      const timer = setTimeout(() => answer(late), PATIENCE_MS);
      this.waiting.set(id, answer);
      if (this.target) this.say({ type: "call", id, method, args }, this.target);
    });
  }

  /** Gives up what is not answered yet. */
  close(): void {
    const gone = { code: "E-GONE", message: "The frame was taken out of the page." };
    for (const answer of this.waiting.values()) answer(gone);
  }

  private follow(wanted: unknown): void {
    const set = (px: number | undefined) => {
      if (px !== undefined) this.frame.style.height = `${px}px`;
    };
    set(this.height.next(Number(wanted), performance.now()));
    clearTimeout(this.rest);
    this.rest = setTimeout(() => set(this.height.late(performance.now())), SPAN_MS);
  }

  /** Takes the focus out of the frame, to a place after it, from where the next Tab goes on. */
  private leave(): void {
    const place = document.createElement("span");
    place.tabIndex = -1;
    place.onblur = () => place.remove();
    this.frame.after(place);
    place.focus({ preventScroll: true });
  }
}
