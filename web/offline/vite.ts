/** The service worker of the built site: the listing of its files, and the script with the listing in it. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import type { Listing } from "./listing.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Pages, what they are shown with, and what was recorded for them; other languages come once they are spoken. */
const EARLY = /^(|.*\/)index\.html$|^assets\/(?!french-).*\.(js|css|json|f32)$|^data\/index\.json$/;
const LATE = /^assets\/.*\.wasm$|^assets\/french-.*\.js$|^entries\/menu\..*\.json$|^data\/.*\.gz$/;
/** Another thing that is built into the same folder. */
const PACKAGE = /^npm\//;
/** Stands for the version until the script is there that it is computed from. */
const UNKNOWN = "version-of-the-site";

/** The listing of a built site, without its version. */
export function listing(folder: string): Omit<Listing, "version"> {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll(sep, "/"));
  const those = (kind: RegExp) => {
    const files = all.filter((file) => kind.test(file) && !PACKAGE.test(file)).sort();
    const entry = (file: string) => [file.replace(/(^|\/)index\.html$/, "$1"), integrity(join(folder, file))];
    return Object.fromEntries(files.map(entry));
  };
  return { early: those(EARLY), late: those(LATE) };
}

function integrity(file: string): string {
  return `sha256-${createHash("sha256").update(readFileSync(file)).digest("base64")}`;
}

/** Writes the service worker of a built site. */
export async function writeWorker(folder: string): Promise<void> {
  const built = await build({
    configFile: false,
    root: here("../.."),
    logLevel: "warn",
    publicDir: false,
    define: { LISTING: JSON.stringify({ version: UNKNOWN, ...listing(folder) }) },
    build: {
      write: false,
      target: "es2022",
      // A classic script: not every browser takes modules here.
      rolldownOptions: { input: { offline: here("./worker.ts") }, output: { format: "iife" } },
    },
  });
  const [script] = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  if (script?.type !== "chunk") throw new Error("The service worker was not built.");
  const version = createHash("sha256").update(script.code).digest("hex").slice(0, 16);
  // Without a hash in its name: browsers compare it with what they have.
  writeFileSync(join(folder, "offline.js"), script.code.replace(UNKNOWN, version));
}

/** Makes each page register the service worker, and writes that. */
export function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    transformIndexHtml: {
      order: "pre",
      // Benchmarks are not to share the processor with anything.
      handler: (_, { path }) =>
        path === "/bench.html"
          ? []
          : [{ tag: "script", attrs: { type: "module", src: "/web/offline/register.ts" }, injectTo: "head" }],
    },
    writeBundle: { order: "post", sequential: true, handler: ({ dir }) => writeWorker(dir ?? here("../../dist")) },
  };
}
