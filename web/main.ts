/** Boot. */

import { wrap } from "comlink";
import type { Build } from "./core.ts";
import type { CoreWorker } from "./core.worker.ts";

const app = document.querySelector("#app");

async function boot(): Promise<string> {
  const wanted = new URLSearchParams(location.search).get("build");
  const worker = new Worker(new URL("./core.worker.ts", import.meta.url), { type: "module" });
  const core = wrap<CoreWorker>(worker);
  const build = await core.open(isBuild(wanted) ? wanted : undefined);
  return `Core ${await core.version()}, ${build}`;
}

function isBuild(name: string | null): name is Build {
  return name === "simd" || name === "relaxed";
}

const status = document.createElement("p");
status.setAttribute("role", "status");
status.textContent = "Loading the core …";
app?.append(status);
boot().then(
  (text) => {
    status.textContent = text;
  },
  (error: unknown) => {
    status.textContent = String(error);
  },
);
