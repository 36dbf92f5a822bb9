/** Words in boxes of one height: a shade, an underline, a mark where they are wrong, a letter for who wrote them. */

import { msg, str } from "../../language/message.ts";
import { fixed } from "../../language/number.ts";
import type { FigureSpec, Role, WordSpec } from "../figure.ts";
import { type Mark, textWidth } from "../frame.ts";
import { wrapped } from "../labels.ts";
import { STYLES, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";

const [LINE, BOX, SIZE, LEFT] = [44, 22, 14, 16];
const LETTERS: Record<Role, string> = {
  member: "m",
  single: "b",
  ensemble: "E",
  soup: "S",
  student: "T",
  reference: "r",
  chance: "c",
};

/** A word that has its place. */
interface Placed {
  word: WordSpec;
  line: number;
  index: number;
  x: number;
  y: number;
  width: number;
}

export const text: Mark = {
  height: (spec, width) => {
    const all = laid(spec, width);
    return (all.at(-1)?.y ?? 0) + LINE + keyLines(spec, width).length * 16 + 6;
  },
  draw(spec, look) {
    const all = laid(spec, look.width);
    const below = (all.at(-1)?.y ?? 0) + LINE + 10;
    return {
      shapes: [
        ...all.flatMap(drawn),
        ...keyLines(spec, look.width).map((line, i) => words(line, 0, below + i * 16, { fill: token("muted") })),
      ],
      targets: () =>
        all.map(({ word, line, index, x, y, width }) => ({
          series: line,
          index,
          x: x + width / 2,
          y: y + BOX / 2,
          words: () => told(spec, word),
        })),
    };
  },
};

const keyLines = (spec: FigureSpec, width: number) => (key(spec) ? wrapped(key(spec), width) : []);

function key(spec: FigureSpec): string {
  const { value, second, lines = [] } = spec.text ?? {};
  const all = lines.flat();
  const roles = [...new Set(all.flatMap(({ role }) => (role ? [role] : [])))];
  const parts = [
    value && msg(str`Shade: ${value}`),
    second && msg(str`underline: ${second}`),
    all.some(({ wrong }) => wrong) && msg("wavy: wrong"),
    ...roles.map((role) => msg(str`${LETTERS[role]}: ${roleWords(role)}`)),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Lines that are too long go on below. */
function laid(spec: FigureSpec, width: number): Placed[] {
  let y = 14;
  return (spec.text?.lines ?? []).flatMap((all, line) => {
    let x = LEFT;
    const placed = all.map((word, index) => {
      const own = textWidth(word.text, SIZE) + 10;
      if (x > LEFT && x + own > width) [x, y] = [LEFT, y + LINE];
      const found = { word, line, index, x, y, width: own };
      x += own + 4;
      return found;
    });
    y += LINE;
    return placed;
  });
}

function drawn({ word, x, y, width }: Placed): Shape[] {
  const part = Math.round(Math.min(1, Math.max(0, word.value ?? 0)) * 60);
  const fill =
    word.value === undefined ? "none" : `color-mix(in srgb, ${token("class-b")} ${part}%, ${token("middle")})`;
  const under = Math.min(1, Math.max(0, word.second ?? 0)) * (width - 2);
  const wave = Array.from({ length: Math.floor(width / 6) }, (_, i) => `q1.5 ${i % 2 ? 3 : -3} 6 0`).join("");
  const style = word.role && STYLES[word.role];
  return [
    shape("rect", { class: "word", x, y, width, height: BOX, rx: 3, fill }),
    words(word.text, x + 5, y + 16, { fill: part > 40 ? token("surface") : token("ink"), "font-size": SIZE }),
    ...(word.second === undefined
      ? []
      : [shape("rect", { x: x + 1, y: y + BOX + 1, width: under, height: 2.5, fill: token("ink") })]),
    ...(word.wrong
      ? [
          shape("path", {
            class: "wrong",
            d: `M${x} ${y + BOX + 7}${wave}`,
            fill: "none",
            stroke: token("soup"),
            "stroke-width": 1.5,
          }),
          words("×", 2, y + 16, { fill: token("soup"), "font-weight": 700, "font-size": SIZE }),
        ]
      : []),
    ...(style && word.role
      ? [
          words(LETTERS[word.role], x + width / 2, y - 3, {
            fill: style.ink,
            "font-weight": 600,
            "text-anchor": "middle",
          }),
        ]
      : []),
  ];
}

function roleWords(role: Role): string {
  const names: Record<Role, string> = {
    member: msg("member"),
    single: msg("single"),
    ensemble: msg("ensemble"),
    soup: msg("soup"),
    student: msg("student"),
    reference: msg("reference"),
    chance: msg("chance"),
  };
  return names[role];
}

function told(spec: FigureSpec, { text, value, second, wrong, role, candidates }: WordSpec): string {
  const share = (of: number) => fixed(of, 2);
  const parts = [
    value === undefined ? "" : `${spec.text?.value ?? msg("value")} ${share(value)}`,
    second === undefined ? "" : `${spec.text?.second ?? msg("second")} ${share(second)}`,
    wrong ? msg("wrong") : "",
    role ? msg(str`from the ${roleWords(role)}`) : "",
  ].filter(Boolean);
  const top = candidates?.slice(0, 5).map(([word, probability]) => `${word} ${share(probability)}`);
  const quoted = msg(str`“${text.trim()}”`);
  const said = parts.length > 0 ? msg(str`${quoted}: ${parts.join(", ")}`) : quoted;
  return top ? msg(str`${said}. Likely: ${top.join(", ")}`) : said;
}
