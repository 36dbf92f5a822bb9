/** The errors on the plane of weights through three members. */

import { msg, str } from "../../language/message.ts";
import { fixed } from "../../language/number.ts";
import { ends } from "../order.ts";
import * as state from "../state.ts";
import { empty } from "./line.ts";
import { counted, of, type Plate, pct, refusal } from "./plate.ts";

/** Places along a side: at first, and at the end. */
const SIDES = [9, 25];

/** The landscape; a place that is clicked is looked at. */
export const landscape: Plate = {
  id: "landscape",
  isLight: false,
  questions() {
    return SIDES.map((side) => ({ ask: "landscape", through: ends(state.controls.value), side, on: { set: "test" } }));
  },
  figure(answers) {
    const it = of(answers, "landscape").at(-1);
    const refused = refusal(answers);
    if (!it) return refused ? empty(refused, "landscape", msg("Errors around three members")) : undefined;
    const { x, y, error, corners, centroid, angle } = it.answer;
    const { side, through } = it.question;
    const axis = ([low, high]: [number, number]) =>
      Array.from({ length: side }, (_, i) => low + ((high - low) * i) / (side - 1));
    const [px = 0, py = 0] = state.controls.value.place as number[];
    const low = Math.min(...error);
    return {
      id: "landscape",
      kind: "landscape",
      title: msg("Errors around three members"),
      sentence: msg(
        str`The least error on this plane is ${pct(low)}; seen from m${through[0] + 1}, the other two lie ${fixed(angle, 0)}° apart.`,
      ),
      caption: counted(answers, msg("Distances are those of weights. Choose a place to see that model’s boundary.")),
      key: through.join(),
      x: { label: msg("along the first two") },
      y: { label: msg("towards the third") },
      grid: { x: axis(x), y: axis(y), values: error, label: msg("error"), format: ".0%", palette: "sequential" },
      points: [
        ...corners.map(([cx, cy], i) => ({
          x: cx,
          y: cy,
          role: "single" as const,
          label: `m${(through[i] ?? 0) + 1}`,
        })),
        { x: centroid[0], y: centroid[1], role: "soup" as const, label: msg("mean") },
      ],
      present: { x: px, y: py },
    };
  },
};
