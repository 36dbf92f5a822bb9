/** Test images or signals, and what is said of them. */

import { msg, str } from "../../language/message.ts";
import { nameOf } from "../lineup.ts";
import * as state from "../state.ts";
import { counted, of, type Plate } from "./plate.ts";

/** Rows that are shown. */
const SHOWN = 12;

/** The rows with the decisions of what the hand has made. */
export const pictures: Plate = {
  id: "pictures",
  questions() {
    if (!state.isPictured.value) return [];
    return [{ ask: "pictures", of: [state.dish.value], rows: Array.from({ length: SHOWN }, (_, i) => i) }];
  },
  figure(answers) {
    const [it] = of(answers, "pictures");
    if (!it) return undefined;
    const { shape, pictures } = it.answer;
    const [width = 1, height = 1] = shape.slice(-2).reverse();
    const { classes, side } = state.set.value;
    const isSeen = side !== undefined;
    const wrong = pictures.filter(({ label, said }) => said[0]?.[0] !== label).length;
    return {
      id: "pictures",
      kind: "images",
      title: isSeen ? msg("Test images, and what is said of them") : msg("Test signals, and what is said of them"),
      sentence: msg(
        str`${nameOf(it.question.of[0] ?? { kind: "start" })} is wrong on ${wrong} of these ${pictures.length}.`,
      ),
      caption: counted(
        answers,
        isSeen
          ? msg("The first test images. Wrong answers are framed.")
          : msg("The first test signals, each from its lowest to its highest value. Wrong answers are framed."),
      ),
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
