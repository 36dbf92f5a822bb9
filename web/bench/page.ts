/** The page of the benchmarks. */

import { version } from "./module.ts";

const results = document.querySelector("#results");
version().then(
  (text) => {
    results?.append(`core ${text}\n`);
  },
  (error: unknown) => {
    results?.append(String(error));
  },
);
