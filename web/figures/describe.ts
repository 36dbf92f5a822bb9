/** A figure in words, computed from its data: short for its name, long for those who read instead of look. */

import { msg, plural, str } from "../language/message.ts";
import { list } from "../language/number.ts";
import { say } from "./axis.ts";
import { cellText, columnText } from "./cell.ts";
import { curveWords } from "./describe/curve.ts";
import { best, capital, counted, places } from "./describe/phrase.ts";
import { gridWords, mapWords, pathWords, simplexWords } from "./describe/plane.ts";
import { barWords, dotWords, histogramWords, stackWords, stripWords } from "./describe/rows.ts";
import { type FigureKind, type FigureSpec, isEmpty } from "./figure.ts";
import { calibrationError } from "./marks/reliability.ts";
import { nameOf } from "./role.ts";
import { cells } from "./table.ts";

/** How much is said. */
export type Length = "short" | "long";
/** First what is highest or most, then what else there is to see. */
export type Words = [short: string, more: string];

/** The figure in words. */
export function describe(spec: FigureSpec, length: Length): string {
  const [short, more] = isEmpty(spec)
    ? [msg(str`${spec.title}. Nothing to show yet.`), ""]
    : TEMPLATES[spec.kind](spec);
  return length === "short" || !more ? short : `${short} ${more}`;
}

const TEMPLATES: Record<FigureKind, (spec: FigureSpec) => Words> = {
  boundary: mapWords,
  multiples: mapWords,
  curve: curveWords,
  scatter,
  dots: dotWords,
  bars: barWords,
  stack: stackWords,
  heat: gridWords,
  landscape: gridWords,
  trace,
  reliability,
  matrix,
  strip: stripWords,
  histogram: histogramWords,
  simplex: simplexWords,
  map2d: pathWords,
  text,
  images,
  graph,
  table,
};

function scatter(spec: FigureSpec): Words {
  const all = (spec.series ?? []).filter((one) => one.role !== "reference" && one.role !== "chance");
  const top = best(spec, all);
  const [x, y] = [spec.x?.label ?? "x", spec.y?.label ?? "y"];
  const short = top
    ? msg(
        str`${capital(y)} against ${x}. ${capital(top.word)}: ${top.name}, ${say(spec.y, top.value)} at ${x} ${say(spec.x, top.x)}.`,
      )
    : msg(str`${capital(y)} against ${x}.`);
  const above = all.reduce((sum, one) => sum + places(one).filter((i) => (one.y[i] ?? 0) > (one.x[i] ?? 0)).length, 0);
  const count = all.reduce((sum, one) => sum + places(one).length, 0);
  const line = spec.identity ? [msg(str`${above} of ${count} points lie above the line of equality.`)] : [];
  return [short, [`${list(all.map(counted))}.`, ...line].join(" ")];
}

function trace(spec: FigureSpec): Words {
  const said = (spec.series ?? []).map((one) => {
    const kept = places(one).filter((i) => one.kept?.[i] ?? true);
    const [first, last] = [kept[0], kept.at(-1)];
    const [name, count] = [capital(nameOf(one)), places(one).length];
    if (first === undefined || last === undefined) return msg(str`${name}: ${kept.length} of ${count} steps accepted.`);
    const [from, to] = [say(spec.y, one.y[first] ?? 0), say(spec.y, one.y[last] ?? 0)];
    return msg(str`${name}: ${kept.length} of ${count} steps accepted, from ${from} to ${to}.`);
  });
  const steps = (spec.series ?? []).flatMap((one) =>
    places(one).map((i) => {
      const what = one.names?.[i] ?? say(spec.x, one.x[i] ?? 0);
      const at = say(spec.y, one.y[i] ?? 0);
      return (one.kept?.[i] ?? true) ? msg(str`${what} accepted at ${at}`) : msg(str`${what} rejected at ${at}`);
    }),
  );
  return [said.join(" "), `${capital(list(steps.slice(0, 24)))}.`];
}

function reliability(spec: FigureSpec): Words {
  const axis = { format: ".0%" };
  const all = spec.series ?? [];
  const short = all.map((one) =>
    msg(str`${capital(nameOf(one))}: calibration error ${say(axis, calibrationError(one))}.`),
  );
  const more = all.map((one) => {
    const seen = places(one).filter((i) => (one.count?.[i] ?? 1) > 0);
    const over = seen.filter((i) => (one.y[i] ?? 0) < (one.x[i] ?? 0)).length;
    const end = seen.at(-1);
    const last =
      end === undefined
        ? []
        : [
            msg(
              str`Where it is ${say(axis, one.x[end] ?? 0)} sure, it is right ${say(axis, one.y[end] ?? 0)} of the time.`,
            ),
          ];
    const sure = msg(str`${capital(nameOf(one))} is surer than right in ${over} of ${seen.length} bins.`);
    return [sure, ...last].join(" ");
  });
  return [short.join(" "), more.join(" ")];
}

function matrix(spec: FigureSpec): Words {
  const { rows, columns, values, of } = spec.matrix ?? { rows: [], columns: [], values: [], of: "count" };
  const at = (j: number, i: number) => values[j * columns.length + i] ?? 0;
  const axis = of === "share" ? { format: ".1%" } : {};
  const square = rows.length === columns.length && rows.every((row, i) => row === columns[i]);
  const all = rows.flatMap((row, j) => columns.map((column, i) => ({ row, column, value: at(j, i), own: i === j })));
  const off = all.filter((one) => !square || !one.own).sort((a, b) => b.value - a.value);
  const sum = all.reduce((total, one) => total + one.value, 0);
  const right = all.filter((one) => one.own).reduce((total, one) => total + one.value, 0);
  const most = off[0];
  const paired = (one: (typeof all)[number]) => msg(str`${one.row} with ${one.column}, ${say(axis, one.value)}`);
  const pair = most ? paired(most) : "";
  const short =
    square && of === "count"
      ? msg(str`On the diagonal: ${say({ format: ".1%" }, right / sum)} of ${say({}, sum)}. Most often apart: ${pair}.`)
      : msg(str`Largest: ${pair}.`);
  const next = off.slice(1, 4).filter((one) => one.value > 0);
  return [short, next.length > 0 ? msg(str`Then ${list(next.map(paired))}.`) : ""];
}

function text(spec: FigureSpec): Words {
  const lines = spec.text?.lines ?? [];
  const all = lines.flat();
  const wrong = all.filter((word) => word.wrong);
  const short = msg(str`${all.length} words in ${lines.length} lines, ${wrong.length} marked as wrong.`);
  const quoted = wrong.slice(0, 10).map((word) => msg(str`“${word.text.trim()}”`));
  const marked = wrong.length > 0 ? [msg(str`Wrong: ${list(quoted)}.`)] : [];
  const said = `${lines.map((line) => line.map((word) => word.text).join(" ")).join(" / ")}.`;
  return [short, [said, ...marked].join(" ")];
}

function images(spec: FigureSpec): Words {
  const items = spec.images?.items ?? [];
  const wrong = items.filter((one) => one.said !== one.label);
  const right = items.length - wrong.length;
  const short = plural(items.length, {
    one: msg(str`${items.length} picture, ${right} right.`),
    other: msg(str`${items.length} pictures, ${right} right.`),
  });
  const more = wrong.slice(0, 12).map((one) => msg(str`a ${one.label} taken for ${one.said}`));
  return [short, more.length > 0 ? `${capital(list(more))}.` : ""];
}

function graph(spec: FigureSpec): Words {
  const { nodes, edges } = spec.graph ?? { nodes: [], edges: [] };
  const rows = cells(spec).rows.map(([from, to, what]) =>
    what ? msg(str`${from} to ${to} (${what})`) : msg(str`${from} to ${to}`),
  );
  return [msg(str`${nodes.length} parts, ${edges.length} links.`), `${list(rows)}.`];
}

function table(spec: FigureSpec): Words {
  const { columns, rows } = cells(spec);
  const short = msg(str`${spec.title}: ${rows.length} rows, ${columns.length} columns.`);
  const said = rows.slice(0, 12).map((row) => {
    const [first, ...rest] = row.map((cell, i) => cellText(columns[i], cell));
    const others = rest.map((cell, i) => `${columnText(columns[i + 1] ?? { label: "" })} ${cell}`).join(", ");
    return msg(str`${first}: ${others}`);
  });
  return [short, `${said.join(". ")}.`];
}
