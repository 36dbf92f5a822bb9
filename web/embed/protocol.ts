/** What a frame and its host say to each other: plain objects, checked before anything is done with them. */

/** The version of what is said. */
export const PROTOCOL = 1;
/** Messages of one kind that are heeded in a second. */
export const MOST = 20;
/** Milliseconds that they are counted over. */
export const SECOND_MS = 1000;
/** What a host may call: the element's methods, and what it can be asked for. */
export const METHODS = [
  "play",
  "prepare",
  "step",
  "pause",
  "cancel",
  "reset",
  "set",
  "get",
  "undo",
  "redo",
  "describe",
  "link",
  "snapshot",
  "exportData",
  "pin",
  "exportModels",
  "importModels",
] as const;
export const PROPERTIES = ["value", "status", "progress", "results", "engineInfo"] as const;
/** The element's events that a host may want. */
export const EVENTS = ["change", "result", "progress", "resize", "milestone", "status", "error"] as const;

/** Arguments of a call, at most. */
const ARGUMENTS = 8;

export interface Connect {
  type: "connect";
  /** Events that are told; all where nothing is said. */
  want: ReadonlySet<string>;
}
export interface Call {
  type: "call";
  id: string | number;
  method: string;
  args: readonly unknown[];
}
export interface Theme {
  type: "theme";
  theme?: "light" | "dark" | "auto";
  lang?: string;
}

type Plain = Record<string, unknown>;

/** What a host says; nothing where it is not as it must be. */
export function parsed(data: unknown): Connect | Call | Theme | undefined {
  if (!isPlain(data) || data.soupcon !== 1) return undefined;
  if (data.type === "connect") return connect(data);
  if (data.type === "call") return call(data);
  if (data.type === "theme") return theme(data);
  return undefined;
}

/** Whether something is an object as messages are. */
export function isPlain(data: unknown): data is Plain {
  return typeof data === "object" && data !== null && Object.getPrototypeOf(data) === Object.prototype;
}

function connect({ protocol, want = EVENTS }: Plain): Connect | undefined {
  if (protocol !== PROTOCOL || !Array.isArray(want) || want.length > 2 * EVENTS.length) return undefined;
  return { type: "connect", want: new Set(EVENTS.filter((name) => want.includes(name))) };
}

function call({ id, method, args = [] }: Plain): Call | undefined {
  const isNamed = (typeof id === "string" && id.length <= 64) || Number.isFinite(id);
  if (!isNamed || typeof method !== "string" || !Array.isArray(args) || args.length > ARGUMENTS) return undefined;
  return { type: "call", id: id as string | number, method, args };
}

function theme({ theme, lang }: Plain): Theme | undefined {
  if (theme !== undefined && theme !== "light" && theme !== "dark" && theme !== "auto") return undefined;
  if (lang !== undefined && !(typeof lang === "string" && /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(lang)))
    return undefined;
  return { type: "theme", ...(theme ? { theme } : {}), ...(lang ? { lang: lang as string } : {}) };
}

/** Who may speak: the first origin that connected, of those that the link names if it names any. */
export class Gate {
  private bound: string | undefined;
  private readonly named: ReadonlySet<string> | undefined;

  /** `origins` are those of the link; one that is none lets nobody in. */
  constructor(origins: readonly string[]) {
    if (origins.length > 0) this.named = new Set(origins.map(originOf));
  }

  admits(origin: string, type: string): boolean {
    if (this.bound !== undefined) return origin === this.bound;
    // Anybody can have the opaque origin: it must have been named.
    const isAllowed = this.named ? this.named.has(origin) : origin !== "null";
    if (type !== "connect" || !isAllowed) return false;
    this.bound = origin;
    return true;
  }

  /** Whom answers go to; an opaque origin has no address of its own. */
  get target(): string | undefined {
    return this.bound === "null" ? "*" : this.bound;
  }
}

function originOf(text: string): string {
  return text === "null" || !URL.canParse(text) ? text : new URL(text).origin;
}

/** Counts what comes within a while. */
export class Limit {
  private times: number[] = [];

  constructor(
    private readonly most: number,
    private readonly ms: number,
  ) {}

  /** Whether one more may come now. */
  admits(now: number): boolean {
    this.times = this.times.filter((time) => now - time < this.ms);
    if (this.times.length >= this.most) return false;
    this.times.push(now);
    return true;
  }
}
