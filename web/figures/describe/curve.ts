/** Lines in words: where each begins, turns and ends, and which lies above. */

import { msg, str } from "../../language/message.ts";
import { say } from "../axis.ts";
import type { Words } from "../describe.ts";
import type { FigureSpec, Series } from "../figure.ts";
import { nameOf } from "../role.ts";
import { best, better, capital, places } from "./phrase.ts";

/** More members than this are told together. */
const TOLD = 3;

/** A curve in words. */
export function curveWords(spec: FigureSpec): Words {
  const all = (spec.series ?? []).filter((one) => places(one).length > 0);
  const members = all.filter((one) => one.role === "member" && !one.pin);
  const isGrouped = members.length > TOLD;
  const told = isGrouped ? all.filter((one) => !members.includes(one)) : all;
  const xs = all.flatMap((one) => [one.x[0] ?? 0, one.x[one.x.length - 1] ?? 0]);
  const [from, to] = [say(spec.x, Math.min(...xs)), say(spec.x, Math.max(...xs))];
  const top = best(spec, all);
  const [x, y] = [spec.x?.label ?? "x", capital(spec.y?.label ?? "y")];
  const short = top
    ? msg(
        str`${y} along ${x}, from ${from} to ${to}. ${capital(top.word)}: ${top.name}, ${say(spec.y, top.value)} at ${say(spec.x, top.x)}.`,
      )
    : "";
  const parts = told.map((one) => msg(str`${capital(nameOf(one))}: ${course(spec, one)}.`));
  if (isGrouped) parts.push(together(spec, members));
  return [short, [...parts, ...above(spec, told)].join(" ")];
}

/** How one line goes. */
function course(spec: FigureSpec, one: Series): string {
  const seen = places(one);
  const at = (i: number | undefined) => one.y[i ?? 0] ?? 0;
  const [first, last] = [seen[0] ?? 0, seen.at(-1) ?? 0];
  const high = seen.reduce((a, b) => (at(b) > at(a) ? b : a), first);
  const low = seen.reduce((a, b) => (at(b) < at(a) ? b : a), first);
  const value = (i: number) => say(spec.y, at(i));
  const place = (i: number) => say(spec.x, one.x[i] ?? 0);
  if (value(high) === value(low)) return msg(str`${value(first)}, flat`);
  const rise = at(high) - Math.max(at(first), at(last));
  const fall = Math.min(at(first), at(last)) - at(low);
  const turn = (at(high) - at(low)) * 0.1;
  if (rise > turn && rise >= fall)
    return msg(str`${value(first)} to ${value(high)} at ${place(high)}, then down to ${value(last)}`);
  if (fall > turn) return msg(str`${value(first)} down to ${value(low)} at ${place(low)}, then up to ${value(last)}`);
  return msg(str`${value(first)} at ${place(first)} to ${value(last)} at ${place(last)}`);
}

function together(spec: FigureSpec, members: readonly Series[]): string {
  const ends = members.map((one) => one.y[places(one).at(-1) ?? 0] ?? 0);
  const [low, high] = [say(spec.y, Math.min(...ends)), say(spec.y, Math.max(...ends))];
  return msg(str`${members.length} members end between ${low} and ${high}.`);
}

/** Where the best of the named lines lies beyond the next one. */
function above(spec: FigureSpec, told: readonly Series[]): string[] {
  const named = told.filter((one) => one.role !== "chance" && one.role !== "member");
  const top = best(spec, named)?.series;
  const next =
    top &&
    best(
      spec,
      named.filter((one) => one !== top),
    )?.series;
  if (!top || !next) return [];
  const sign = better(spec.y) === "low" ? -1 : 1;
  const lead = places(top).filter((i) => {
    const other = valueAt(next, top.x[i] ?? 0);
    return other !== undefined && sign * ((top.y[i] ?? 0) - other) > 0;
  });
  const [first, last] = [lead[0], lead.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [own, other] = [capital(nameOf(top)), nameOf(next)];
  const names = sign > 0 ? msg(str`${own} is above ${other}`) : msg(str`${own} is below ${other}`);
  if (lead.length === places(top).length) return [msg(str`${names} everywhere.`)];
  const isRun = last - first + 1 === lead.length;
  const [from, to] = [say(spec.x, top.x[first] ?? 0), say(spec.x, top.x[last] ?? 0)];
  if (!isRun) return [msg(str`${names} at ${lead.length} of ${places(top).length} points.`)];
  return [from === to ? msg(str`${names} at ${from}.`) : msg(str`${names} from ${from} to ${to}.`)];
}

/** The value of a line at a place, between its points. */
function valueAt({ x, y }: Series, place: number): number | undefined {
  for (let i = 0; i < x.length; i++) {
    const [u, v] = [x[i] ?? 0, y[i]];
    if (u === place) return v;
    const [before, w] = [x[i - 1], y[i - 1]];
    if (before !== undefined && w !== undefined && v !== undefined && before < place && place < u) {
      return w + ((v - w) * (place - before)) / (u - before);
    }
  }
  return undefined;
}
