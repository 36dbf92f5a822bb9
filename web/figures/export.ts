/** A figure as a file: SVG, PNG, CSV, and rows for the clipboard. */

import { msg, str } from "../language/message.ts";
import { columnText } from "./cell.ts";
import { describe } from "./describe.ts";
import type { FigureSpec } from "./figure.ts";
import { wrapped } from "./labels.ts";
import { MARKS } from "./marks/all.ts";
import { mixed, type Tokens } from "./palette.ts";
import { token } from "./role.ts";
import { group, type Shape, shape, svgText, words } from "./shape.ts";
import { cells } from "./table.ts";

/** Where a figure comes from: what stands at the foot of its files. */
export interface Source {
  exhibit?: string;
  version?: string;
  seed?: number | string;
  link?: string;
}

const EDGE = 16;
const LINE = 18;

/** The drawing alone, with its description, of the kind's own height by default; colours stay tokens of the style sheet. */
export function inline(
  spec: FigureSpec,
  width = 640,
  height = Math.round(MARKS[spec.kind].height(spec, width)),
): string {
  return svgText(
    group(
      { ...root(width, height), class: "drawing", role: "img", "aria-label": describe(spec, "short") },
      MARKS[spec.kind].draw(spec, { width, height }).shapes,
      "svg",
    ),
  );
}

const root = (width: number, height: number) => ({
  xmlns: "http://www.w3.org/2000/svg",
  viewBox: `0 0 ${width} ${height}`,
  width,
  height,
  "font-family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  "font-size": 12,
});

/** The figure as it stands in a file: title, drawing, sentence, caption, source; colours resolved. */
export function file(spec: FigureSpec, tokens: Tokens, source: Source = {}, width = 720): string {
  const inner = width - 2 * EDGE;
  const height = Math.round(MARKS[spec.kind].height(spec, inner));
  const { shapes } = MARKS[spec.kind].draw(spec, { width: inner, height });
  const head = lines(wrapped(spec.title, inner, 17), 28, 20, {
    "font-size": 16,
    "font-weight": 650,
    fill: token("ink"),
  });
  const top = 28 + head.length * 20;
  const said = lines(wrapped(spec.sentence, inner, 14.5), 0, LINE, { "font-size": 14, fill: token("ink") });
  const how = lines(wrapped(spec.caption, inner, 12.6), said.length * LINE + 2, 16, { fill: token("muted") });
  const foot = lines(footer(source), said.length * LINE + how.length * 16 + 8, 16, { fill: token("muted") });
  const below = top + height + 22;
  const total = below + said.length * LINE + (how.length + foot.length) * 16 + 10;
  const drawing = group(
    { ...root(width, total), "font-variant": "tabular-nums" },
    [
      named("title", spec.title),
      named("desc", describe(spec, "long")),
      shape("rect", { width, height: total, fill: token("surface") }),
      group({ transform: `translate(${EDGE} 0)` }, head),
      group({ transform: `translate(${EDGE} ${top})` }, shapes),
      group({ transform: `translate(${EDGE} ${below})` }, [...said, ...how, ...foot]),
    ],
    "svg",
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${mixed(svgText(drawing), tokens)}\n`;
}

const named = (tag: string, text: string): Shape => ({ tag, set: {}, within: [], text });

function lines(all: readonly string[], from: number, step: number, set: Record<string, string | number>): Shape[] {
  return all.map((line, i) => words(line, 0, from + i * step, set));
}

/** Seed and link, in lines. */
function footer({ exhibit, version, seed, link }: Source): string[] {
  const first = [exhibit, version && msg(str`version ${version}`), seed !== undefined && msg(str`seed ${seed}`)]
    .filter(Boolean)
    .join(", ");
  return [first, link ?? ""].filter(Boolean);
}

/** Rows of comma separated values under lines that say where they come from. */
export function csv(spec: FigureSpec, source: Source = {}): string {
  const { columns, rows } = cells(spec);
  const facts: [string, unknown][] = [
    ["figure", spec.title],
    ["exhibit", source.exhibit],
    ["version", source.version],
    ["seed", source.seed],
    [
      "units",
      columns
        .flatMap(({ label, unit, format }) =>
          unit ? [`${label}: ${unit}`] : format?.endsWith("%") ? [`${label}: share, 0 to 1`] : [],
        )
        .join("; "),
    ],
    ["link", source.link],
  ];
  const head = facts.flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [`# ${name}: ${flat(String(value))}`],
  );
  const body = [columns.map(({ label }) => label), ...rows].map((row) => row.map((cell) => quoted(cell)).join(","));
  return `${[...head, ...body].join("\r\n")}\r\n`;
}

/** Rows for the clipboard, as sheets take them. */
export function tsv(spec: FigureSpec): string {
  const { columns, rows } = cells(spec);
  return [columns.map(columnText), ...rows]
    .map((row) => row.map((cell) => flat(String(cell ?? ""))).join("\t"))
    .join("\n");
}

const flat = (text: string) => text.replace(/[\t\r\n]+/g, " ");

/** A cell of a CSV file, RFC 4180. What a sheet would take for a formula is text. */
function quoted(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** An SVG file drawn as a PNG file, `scale` pixels for each of its own. */
export async function png(svg: string, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error(msg("The browser could not draw the figure."));
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}
