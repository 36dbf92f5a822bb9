/** What rows are called in sentences. */

import { msg } from "../language/message.ts";
import type { DataSet } from "./manifest/sets.ts";
import * as state from "./state.ts";

type Part = "training" | "validation" | "test";

const WORDS: Record<DataSet["row"], Record<Part, () => string>> = {
  points: {
    training: () => msg("training points"),
    validation: () => msg("validation points"),
    test: () => msg("test points"),
  },
  images: {
    training: () => msg("training images"),
    validation: () => msg("validation images"),
    test: () => msg("test images"),
  },
  signals: {
    training: () => msg("training signals"),
    validation: () => msg("validation signals"),
    test: () => msg("test signals"),
  },
  rows: {
    training: () => msg("training rows"),
    validation: () => msg("validation rows"),
    test: () => msg("test rows"),
  },
};

/** The rows of a part: “test points”. */
export const rowsOf = (part: Part): string => WORDS[state.set.value.row][part]();
