/** The state in the address: `#v=1&seed=7&a=0.35`. Equal states give equal links. */

import { msg, str, translated } from "./language/message.ts";
import {
  allowed,
  type ControlSpec,
  defaultOf,
  type Manifest,
  narrowed,
  type State,
  same,
  type Value,
} from "./manifest.ts";

/** The version that is written. */
const VERSION = 1;
/** The longest link that is offered. */
export const LONGEST = 2000;
/** Keys that belong to no control. */
const EXTRAS = ["t", "play", "tour", "fp", "d", "ui"] as const;

/** What a page that embeds this one has decided. */
export interface Rules {
  hide: string[];
  lock: string[];
  only: string[];
  /** The highest values of numbers. */
  max: Record<string, number>;
  fig: string[];
  theme?: "light" | "dark";
  /** The language to speak. */
  lang?: string;
  /** Without the tour. */
  tour?: "off";
  /** With the cards of the claims, where they are not shown anyway. */
  claims?: "on";
}

/** What a link says. */
export interface Link {
  state: State;
  /** The step shown. */
  t?: number;
  play?: boolean;
  tour?: string;
  fp?: string;
  /** Drawn or uploaded rows, packed. */
  d?: string;
  ui?: string;
  /** Packed states of pinned runs. */
  pins: string[];
  /** Keys that are not known, with their values; they are kept. */
  ignored: [string, string][];
  /** One sentence for each value that had to be changed. */
  remarks: string[];
}

/** Reads a link. The part after `#` wins over the part after `?`. Never throws. */
export function parse(manifest: Manifest, fragment: string, query = ""): Link {
  const all = new Map<string, string>();
  const pins: string[] = [];
  for (const part of [query.replace(/^\?/, ""), fragment.replace(/^#/, "")]) {
    const params = new URLSearchParams(part);
    if (params.has("pin")) pins.splice(0, pins.length, ...params.getAll("pin").slice(0, 4));
    for (const [key, value] of params) all.set(key, value);
  }
  const remarks: string[] = [];
  const take = (key: string) => {
    const value = all.get(key);
    all.delete(key);
    return value;
  };
  take("pin");
  const version = take("v");
  const isNewer = Number(version) > VERSION;
  const state: Record<string, Value> = {};
  const ui = take("ui");
  const odd: string[] = [];
  const decided = rules(ui, odd);
  odd.push(...strangers(manifest, decided));
  for (const spec of narrowed(manifest, decided.max)) {
    const found = take(spec.key);
    const standard = defaultOf(spec, state);
    const value = found === undefined ? undefined : read(spec, found);
    const fit = value === undefined ? undefined : allowed(spec, value, state);
    if (found !== undefined && !same(fit, value)) remarks.push(remark(spec, found, fit ?? standard));
    state[spec.name] = fit ?? standard;
  }
  const t = take("t");
  const isStep = t !== undefined && /^\d{1,9}$/.test(t);
  if (t !== undefined && !isStep) remarks.push(omitted(msg("Step shown"), t));
  remarks.push(...odd.map((item) => omitted(msg("Set by the page"), item)));
  const link: Link = { state, pins: pins.filter((pin) => canPin(manifest, pin, remarks)), ignored: [], remarks };
  if (isStep) link.t = Number(t);
  const play = take("play");
  if (play !== undefined) link.play = play === "1";
  if (ui) link.ui = ui;
  for (const key of ["tour", "fp", "d"] as const) {
    const value = take(key);
    if (value) link[key] = value;
  }
  link.ignored = [...all];
  if (isNewer) remarks.unshift(msg("This link was made with a newer version of the page."));
  if (all.size > 0) remarks.push(msg(str`Not known here: ${[...all.keys()].join(", ")}.`));
  return link;
}

/** Writes a link's fragment without `#`: only what differs from the defaults, in the manifest's order. */
export function write(manifest: Manifest, link: Partial<Link> & { state: State }): string {
  const parts: [string, string][] = [];
  for (const spec of narrowed(manifest, rules(link.ui).max)) {
    const value = link.state[spec.name];
    if (value !== undefined && !same(value, defaultOf(spec, link.state))) parts.push([spec.key, shown(value)]);
  }
  for (const key of EXTRAS) {
    const value = link[key];
    if (value !== undefined) parts.push([key, typeof value === "boolean" ? String(Number(value)) : String(value)]);
  }
  for (const pin of link.pins ?? []) parts.push(["pin", pin]);
  parts.push(...(link.ignored ?? []));
  if (parts.length === 0) return "";
  const coded = (text: string) => encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":");
  return [["v", String(VERSION)], ...parts]
    .map(([key, value]) => `${coded(key ?? "")}=${coded(value ?? "")}`)
    .join("&");
}

/** Whether a text is a run that can be pinned: all of it is remarked on that is not taken as it stands. */
function canPin(manifest: Manifest, text: string, remarks: string[]): boolean {
  const { state, t, ignored, remarks: own } = parse(manifest, text);
  const isRun = ignored.length === 0 || t !== undefined || write(manifest, { state }) !== "";
  if (isRun) remarks.push(...own.map((words) => `${msg("Pinned run")}: ${words}`));
  else remarks.push(omitted(msg("Pinned run"), text));
  return isRun;
}

/** What the `ui` list says; what it says that is no rule is put into `odd`. */
export function rules(ui = "", odd: string[] = []): Rules {
  const out: Rules = { hide: [], lock: [], only: [], max: {}, fig: [] };
  let list: string[] | undefined;
  for (const item of ui.split(",").filter(Boolean)) {
    const [kind = "", value] = item.split(":", 2);
    if (value === undefined) {
      (list ?? odd).push(kind);
      continue;
    }
    list = undefined;
    if (kind === "hide" || kind === "lock" || kind === "only" || kind === "fig") {
      list = out[kind];
      list.push(value);
    } else if (kind === "max") {
      const [name = "", high] = value.split("=");
      if (high?.trim() && Number.isFinite(Number(high))) out.max[name] = Number(high);
      else odd.push(item);
    } else if (kind === "theme" && (value === "light" || value === "dark")) out.theme = value;
    else if (kind === "lang") out.lang = value;
    else if (kind === "tour" && value === "off") out.tour = value;
    else if (kind === "claims" && value === "on") out.claims = value;
    else if (!/^(tour:on|claims:off|theme:auto)$/.test(item)) odd.push(item);
  }
  return out;
}

/** The rules of a page that name no control. */
function strangers(manifest: Manifest, { hide, lock, only, max }: Rules): string[] {
  const names = manifest.map(({ name }) => name);
  const all = ["", ...names, ...manifest.map(({ key }) => key)];
  const odd = (kind: string, list: string[], known: string[]) =>
    list.filter((name) => !known.includes(name)).map((name) => `${kind}:${name}`);
  return [
    ...odd("hide", hide, names),
    ...odd("lock", lock, names),
    ...odd("only", only, all),
    ...odd("max", Object.keys(max), all),
  ];
}

/** A value as text. */
function shown(value: Value): string {
  if (typeof value === "boolean") return String(Number(value));
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "object" ? `${value.low}..${value.high}` : String(value);
}

/** The value that a text stands for; nothing where it stands for none. */
function read(spec: ControlSpec, text: string): Value | undefined {
  const number = (one: string) => (one.trim() === "" ? Number.NaN : Number(one));
  switch (spec.kind) {
    case "select":
      return text;
    case "toggle":
      return text === "1" || text === "true" ? true : text === "0" || text === "false" ? false : undefined;
    case "subset":
      return /^[01]+$/.test(text) ? text : undefined;
    case "position":
    case "simplex":
      return text.split(",").map(number);
    case "spread": {
      const [low, high] = text.split("..");
      if (low !== undefined && high !== undefined) return { low: number(low), high: number(high) };
      return text.includes(",") ? text.split(",").map(number) : number(text);
    }
    default:
      return number(text);
  }
}

const omitted = (name: string, text: string): string =>
  msg(str`${name}: “${text.slice(0, 40)}” cannot be; it is left out.`);

function remark({ label, range, options, kind }: ControlSpec, found: string, taken: Value): string {
  const option = kind === "select" && options?.find(({ id }) => id === taken)?.label;
  const used = option ? `“${translated(option)}”` : shown(taken) || msg("all");
  const [name, text] = [translated(label), found.slice(0, 40)];
  if (!range) return msg(str`${name}: “${text}” cannot be; ${used} is used.`);
  return msg(str`${name}: “${text}” cannot be (from ${range[0]} to ${range[1]}); ${used} is used.`);
}
