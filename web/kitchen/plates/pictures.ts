/** Test images, and what is said of them. */

import { msg, str } from "../../language/message.ts";
import { nameOf } from "../lineup.ts";
import * as state from "../state.ts";
import { counted, of, type Plate } from "./plate.ts";

/** Images that are shown. */
const SHOWN = 12;

/** The images with the decisions of what the hand has made. */
export const pictures: Plate = {
  id: "pictures",
  questions() {
    if (state.set.value.side === undefined) return [];
    return [{ ask: "pictures", of: [state.dish.value], rows: Array.from({ length: SHOWN }, (_, i) => i) }];
  },
  figure(answers) {
    const [it] = of(answers, "pictures");
    if (!it) return undefined;
    const { shape, pictures } = it.answer;
    const [height = 1, width = 1] = shape.slice(-2);
    const { classes } = state.set.value;
    const wrong = pictures.filter(({ label, said }) => said[0]?.[0] !== label).length;
    return {
      id: "pictures",
      kind: "images",
      title: msg("Test images, and what is said of them"),
      sentence: msg(
        str`${nameOf(it.question.of[0] ?? { kind: "start" })} is wrong on ${wrong} of these ${pictures.length}.`,
      ),
      caption: counted(answers, msg("The first test images. Wrong answers are framed.")),
      images: {
        width,
        height,
        items: pictures.map(({ pixels, label, said }) => ({
          pixels,
          label: classes[label] ?? String(label),
          said: classes[said[0]?.[0] ?? -1] ?? "–",
          share: said[0]?.[1] ?? 0,
        })),
      },
    };
  },
};
