/** Parts and what flows between them: layers from left to right, from above where it is narrow. */

import { linkHorizontal, linkVertical } from "d3-shape";
import { msg, str } from "../../language/message.ts";
import type { FigureSpec, GraphSpec } from "../figure.ts";
import { halo, type Mark, textWidth } from "../frame.ts";
import { wrapped } from "../labels.ts";
import { STYLES, token } from "../role.ts";
import { type Shape, shape, words } from "../shape.ts";

const [BOX, GAP] = [40, 18];
const NARROW = 480;

interface Box {
  node: GraphSpec["nodes"][number];
  x: number;
  y: number;
  width: number;
  height: number;
}

export const graph: Mark = {
  height: (spec, width) => layout(spec, width).height,
  draw(spec, look) {
    const { boxes, isDown } = layout(spec, look.width);
    const of = (id: string) => boxes.find(({ node }) => node.id === id);
    const edges = (spec.graph?.edges ?? []).flatMap((edge): Shape[] => {
      const [from, to] = [of(edge.from), of(edge.to)];
      if (!from || !to) return [];
      const ends = isDown
        ? { source: [from.x + from.width / 2, from.y + from.height], target: [to.x + to.width / 2, to.y - 5] }
        : { source: [from.x + from.width, from.y + from.height / 2], target: [to.x - 5, to.y + to.height / 2] };
      const make = isDown ? linkVertical : linkHorizontal;
      const d = make<unknown, [number, number]>()(ends as { source: [number, number]; target: [number, number] }) ?? "";
      const line = { class: "edge", d, fill: "none", stroke: token("edge"), "stroke-width": 1.5 };
      const [tx, ty] = ends.target as [number, number];
      const middle = [0, 1].map((k) => ((ends.source[k] ?? 0) + (ends.target[k] ?? 0)) / 2);
      return [
        shape("path", { ...line, "stroke-dasharray": edge.dashed ? "6 3" : undefined }),
        shape("path", {
          d: "M-5-4L4 0L-5 4Z",
          transform: `translate(${tx} ${ty})${isDown ? " rotate(90)" : ""}`,
          fill: token("edge"),
        }),
        ...(edge.label
          ? [words(edge.label, middle[0] ?? 0, (middle[1] ?? 0) + 4, { ...halo("muted"), "text-anchor": "middle" })]
          : []),
      ];
    });
    return {
      shapes: [...edges, ...boxes.flatMap(drawn)],
      targets: () =>
        boxes.map(({ node, x, y, width, height }, i) => ({
          series: node.layer,
          index: i,
          x: x + width / 2,
          y: y + height / 2,
          words: () => (node.detail ? msg(str`${node.label}: ${node.detail}`) : node.label),
        })),
    };
  },
};

function layout(spec: FigureSpec, width: number): { boxes: Box[]; height: number; isDown: boolean } {
  const nodes = spec.graph?.nodes ?? [];
  const layers = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const rows = layers.map((layer) => nodes.filter((node) => node.layer === layer));
  const most = Math.max(1, ...rows.map((row) => row.length));
  const isDown = width < NARROW;
  const across = isDown ? most : layers.length;
  const labels = (spec.graph?.edges ?? []).map(({ label }) => (label ? textWidth(label) + 34 : 0));
  const link = isDown ? GAP / 2 : Math.max(Math.min(90, width * 0.1), ...labels);
  const w = Math.min(170, (width - link * (across - 1)) / across);
  const step = isDown ? BOX + 34 : BOX + GAP;
  const deep = isDown ? layers.length : most;
  const height = deep * step - (step - BOX) + 4;
  const gap = across > 1 ? (width - across * w) / (across - 1) : 0;
  const boxes = rows.flatMap((row, i) =>
    row.map((node, k): Box => {
      const shift = isDown
        ? (width - row.length * w - (row.length - 1) * link) / 2
        : (height - 4 - row.length * step + (step - BOX)) / 2;
      const [x, y] = isDown ? [shift + k * (w + link), i * step] : [i * (w + gap), shift + k * step];
      return { node, x: x + 1, y: y + 2, width: w - 2, height: BOX };
    }),
  );
  return { boxes, height, isDown };
}

function drawn({ node, x, y, width, height }: Box): Shape[] {
  const style = node.role && STYLES[node.role];
  const lines = wrapped(node.label, width - 14).slice(0, 2);
  const stroke = style ? { stroke: style.colour, "stroke-width": 2 } : { stroke: token("edge"), "stroke-width": 1 };
  return [
    shape("rect", { class: "node", x, y, width, height, rx: 5, fill: token("surface"), ...stroke }),
    ...lines.map((line, i) =>
      words(line, x + width / 2, y + height / 2 + 4 + (i - (lines.length - 1) / 2) * 14, {
        fill: style?.ink ?? token("ink"),
        "font-weight": 600,
        "text-anchor": "middle",
        ...(textWidth(line) > width - 6 ? { textLength: width - 8, lengthAdjust: "spacingAndGlyphs" } : {}),
      }),
    ),
  ];
}
