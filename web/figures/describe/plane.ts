/** Figures over a plane in words. */

import { msg, plural, str } from "../../language/message.ts";
import { list } from "../../language/number.ts";
import { say } from "../axis.ts";
import type { Words } from "../describe.ts";
import type { FigureSpec } from "../figure.ts";
import { nameOf } from "../role.ts";
import { cells } from "../table.ts";
import { better, capital, counted, places } from "./phrase.ts";

/** A measure over two parameters. */
export function gridWords(spec: FigureSpec): Words {
  const grid = spec.grid ?? { x: [], y: [], values: [], label: "", palette: "sequential" as const };
  const n = grid.x.length;
  const seen = Array.from(grid.values, (_, i) => i).filter((i) => Number.isFinite(grid.values[i] ?? Number.NaN));
  const at = (i: number) => grid.values[i] ?? 0;
  const high = seen.reduce((a, b) => (at(b) > at(a) ? b : a), seen[0] ?? 0);
  const low = seen.reduce((a, b) => (at(b) < at(a) ? b : a), seen[0] ?? 0);
  const [x, y] = [spec.x?.label || "x", spec.y?.label || "y"];
  const place = (i: number) =>
    `${x} ${say(spec.x, grid.x[i % n] ?? 0)}, ${y} ${say(spec.y, grid.y[Math.floor(i / n)] ?? 0)}`;
  const told = (i: number) => msg(str`${say(grid, at(i))} at ${place(i)}`);
  const models = (spec.points ?? []).map((point) => {
    const near = nearest(grid.x, point.x) + n * nearest(grid.y, point.y);
    return `${point.label} ${say(grid, at(near))}`;
  });
  const more =
    models.length > 0
      ? msg(str`Near the models: ${list(models)}.`)
      : msg(str`${grid.x.length} by ${grid.y.length} places.`);
  const label = capital(grid.label);
  const short =
    better(grid) === "low"
      ? msg(str`${label}. Lowest: ${told(low)}; highest: ${told(high)}.`)
      : msg(str`${label}. Highest: ${told(high)}; lowest: ${told(low)}.`);
  return [short, more];
}

function nearest(values: readonly number[], to: number): number {
  return values.reduce((best, value, i) => (Math.abs(value - to) < Math.abs((values[best] ?? 0) - to) ? i : best), 0);
}

/** Decisions on a plane. */
export function mapWords(spec: FigureSpec): Words {
  const { rows } = cells(spec);
  const names = spec.plane?.names ?? [];
  const exact = rows.filter((row) => typeof row[1] === "number");
  const top = exact.reduce<(typeof rows)[number] | undefined>(
    (a, b) => (a && Number(a[1]) >= Number(b[1]) ? a : b),
    undefined,
  );
  const [name, share] = [capital(String(top?.[0])), say({ format: ".1%" }, Number(top?.[1]))];
  const right =
    rows.length > 1
      ? msg(str`${name} is right on ${share} of the test rows, the most.`)
      : msg(str`${name} is right on ${share} of the test rows.`);
  const points = spec.plane?.points.length ?? 0;
  const count = plural(rows.length, { one: msg("One map"), other: msg(str`${rows.length} maps`) });
  const dots = plural(points, {
    one: msg(str`${count}, ${points} point.`),
    other: msg(str`${count}, ${points} points.`),
  });
  const short = points ? dots : `${count}.`;
  const more = rows.slice(0, 12).map((row) => {
    const areas = names
      .map((name, i) => ({ name, share: Number(row[i + 2] ?? 0) }))
      .filter(({ share }) => share > 0.005)
      .sort((a, b) => b.share - a.share)
      .slice(0, 4);
    const whole = (share: number) => say({ format: ".0%" }, share).replace(/[.,]\d(\s?%)/, "$1");
    const said = list(areas.map(({ name, share }) => `${name} ${whole(share)}`));
    return msg(str`${capital(String(row[0]))}: of the area shown, ${said}.`);
  });
  return [top ? `${short} ${right}` : short, more.join(" ")];
}

/** Three shares. */
export function simplexWords(spec: FigureSpec): Words {
  const names = spec.corners ?? ["a", "b", "c"];
  const share = (value: number) => say({ format: ".0%" }, value);
  const told = (x: number, y: number) => list([x, y, 1 - x - y].map((value, i) => `${names[i]} ${share(value)}`));
  const here =
    spec.present?.x !== undefined && spec.present.y !== undefined
      ? msg(str`Chosen: ${told(spec.present.x, spec.present.y)}.`)
      : "";
  const grid = spec.grid;
  const n = grid?.x.length ?? 0;
  const seen = Array.from(grid?.values ?? [], (value, i) => ({ value, i })).filter(({ value }) =>
    Number.isFinite(value),
  );
  const low = grid ? better(grid) === "low" : false;
  const top = seen.reduce<(typeof seen)[number] | undefined>(
    (a, b) => (a && (low ? a.value <= b.value : a.value >= b.value) ? a : b),
    undefined,
  );
  const most = () => {
    if (!grid || !top) return "";
    const [label, value] = [capital(grid.label), say(grid, top.value)];
    const place = told(grid.x[top.i % n] ?? 0, grid.y[Math.floor(top.i / n)] ?? 0);
    return msg(str`${label}, ${low ? msg("lowest") : msg("highest")}: ${value} at ${place}.`);
  };
  const points = (spec.series ?? []).flatMap((one) =>
    places(one)
      .slice(0, 8)
      .map((i) => msg(str`${one.names?.[i] ?? nameOf(one)}: ${told(one.x[i] ?? 0, one.y[i] ?? 0)}.`)),
  );
  const short = [most(), here].filter(Boolean).join(" ") || msg(str`Shares of ${list([...names])}.`);
  return [short, points.join(" ")];
}

/** Points placed by similarity, and paths. */
export function pathWords(spec: FigureSpec): Words {
  const all = spec.series ?? [];
  const told = all.map((one) => {
    const seen = places(one);
    if (!one.joined) return counted(one);
    const [first, last] = [seen[0] ?? 0, seen.at(-1) ?? 0];
    const far = Math.hypot((one.x[last] ?? 0) - (one.x[first] ?? 0), (one.y[last] ?? 0) - (one.y[first] ?? 0));
    const way = seen.slice(1).reduce((sum, i, k) => {
      const before = seen[k] ?? 0;
      return sum + Math.hypot((one.x[i] ?? 0) - (one.x[before] ?? 0), (one.y[i] ?? 0) - (one.y[before] ?? 0));
    }, 0);
    return msg(str`${nameOf(one)}: a path of length ${say(spec.x, way)}, its ends ${say(spec.x, far)} apart`);
  });
  const pair = apart(spec);
  return [`${capital(list(told))}.`, pair];
}

/** The two nearest and the two farthest named points. */
function apart(spec: FigureSpec): string {
  const all = (spec.series ?? []).flatMap((one) =>
    one.joined
      ? []
      : places(one).map((i) => ({ name: one.names?.[i] ?? nameOf(one), x: one.x[i] ?? 0, y: one.y[i] ?? 0 })),
  );
  if (all.length < 2 || all.length > 200) return "";
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => ({ a, b, far: Math.hypot(a.x - b.x, a.y - b.y) })));
  const near = pairs.reduce((p, q) => (q.far < p.far ? q : p));
  const far = pairs.reduce((p, q) => (q.far > p.far ? q : p));
  return msg(
    str`Nearest: ${near.a.name} and ${near.b.name}, ${say(spec.x, near.far)} apart. Farthest: ${far.a.name} and ${far.b.name}, ${say(spec.x, far.far)}.`,
  );
}
