/** Names at the right ends of lines. */

import { textWidth } from "./frame.ts";
import { token } from "./role.ts";
import { type Shape, shape, words } from "./shape.ts";
import { spread } from "./spread.ts";

/** A name, and the place that it belongs to. */
export interface EndLabel {
  text: string;
  ink: string;
  x: number;
  y: number;
  strong?: boolean;
}

const LINE = 14;

/** A text in lines of at most about `room` pixels. */
export function wrapped(text: string, room: number, size = 12): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The room that names need right of a plot. */
export function roomFor(texts: readonly string[], width: number): number {
  const most = Math.max(84, width * 0.26);
  const widest = texts.flatMap((text) => wrapped(text, most - 22)).map((line) => textWidth(line, 12.6));
  return Math.min(Math.max(16, ...widest.map((line) => line + 22)), most + 20);
}

/** Whether names can be placed so that none covers another. */
export function hasRoom(texts: readonly string[], width: number, height: number): boolean {
  const room = roomFor(texts, width);
  const lines = texts.reduce((sum, text) => sum + wrapped(text, room - 22).length, 0);
  return lines * LINE <= height;
}

/** The names, spread so that none covers another, with a leader where one had to move. */
export function endLabels(all: readonly EndLabel[], right: number, room: number, low: number, high: number): Shape[] {
  const texts = all.map(({ text }) => wrapped(text, room - 22));
  const rows = spread(
    all.map(({ y }, i) => y - (((texts[i]?.length ?? 1) - 1) * LINE) / 2),
    texts.map((lines) => lines.length * LINE),
    low,
    high,
  );
  return all.flatMap((one, i) => {
    const lines = texts[i] ?? [];
    const row = rows[i] ?? 0;
    const middle = row + ((lines.length - 1) * LINE) / 2;
    const moved = Math.abs(middle - one.y) > 4 || one.x < right - 8;
    const leader = shape("path", {
      d: `M${(one.x + 6).toFixed(1)} ${one.y.toFixed(1)}L${right + 10} ${middle.toFixed(1)}`,
      fill: "none",
      stroke: token("edge"),
      "stroke-width": 0.75,
    });
    return [
      ...(moved ? [leader] : []),
      ...lines.map((line, k) =>
        words(line, right + 13, row + k * LINE + 4, {
          class: "label",
          fill: one.ink,
          "font-weight": one.strong === false ? 400 : 600,
        }),
      ),
    ];
  });
}
