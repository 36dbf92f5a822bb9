/** What most readers of a figure never ask for. */

import { Late } from "../late.ts";

/** The parts of figures beside their drawings. */
export const parts = new Late({
  listing: () => import("./listing.ts"),
  maps: () => import("./multiples.ts"),
  table: () => import("./sheet.ts"),
  words: () => import("./describe.ts"),
  export: () => import("./files.ts"),
  sound: () => import("./sound.ts"),
});
