/** What most readers of a figure never ask for. */

import { Late } from "../late.ts";

/** The parts of figures beside their drawings. */
export const parts = new Late({
  table: () => import("./listing.ts"),
  words: () => import("./describe.ts"),
  export: () => import("./files.ts"),
  sound: () => import("./sound.ts"),
});
