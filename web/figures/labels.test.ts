import { expect, test } from "vitest";
import type { FigureSpec, Series } from "./figure.ts";
import { hasRoom } from "./labels.ts";
import { curve } from "./marks/curve.ts";

const series = (label: string): Series => ({ id: label, label, role: "soup", x: [0, 1], y: [0, 1] });
const spec = (...labels: string[]): FigureSpec => ({
  ...{ id: "a", kind: "curve", title: "", caption: "", sentence: "" },
  series: labels.map(series),
});

test("names have room while their lines are not higher than the plot", () => {
  expect(hasRoom(["soup", "best member"], 600, 28)).toBe(true);
  expect(hasRoom(["soup", "best member"], 600, 27)).toBe(false);
  // A name that is broken needs more lines.
  expect(hasRoom(["the uniform soup of all members"], 240, 28)).toBe(false);
});

test("names without room stand in a legend, and a line that is hidden keeps its axes", () => {
  const crowd = spec(...Array.from({ length: 14 }, (_, i) => `line ${i}`));
  expect(curve.legend?.(spec("soup"), 300, 230)).toEqual([]);
  expect(curve.legend?.(crowd, 300, 230)?.map(({ series }) => series)).toEqual(crowd.series?.map((_, i) => [i]));
  const look = { width: 300, height: 230, isKeyed: true };
  const [all, one] = [undefined, new Set([0])].map((hidden) =>
    curve.draw(spec("soup", "best"), { ...look, ...(hidden ? { hidden } : {}) }),
  );
  expect(all?.targets()).toHaveLength(4);
  expect(one?.targets().map(({ series }) => series)).toEqual([1, 1]);
  expect(one?.held).toEqual(all?.held);
});
