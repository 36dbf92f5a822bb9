/** What the package's modules declare, taken from their sources. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where the compiler puts what all sources declare. */
const all = here("../../.cache/types");
/** What is imported from outside; `package.json` has the names. */
const ENTRIES = ["npm/module", "npm/exhibits", "element/soupcon", "element/widget"];
const IMPORTED = /(\bfrom |\bimport )"([^"]+)"/g;

/** Writes what the entries declare, and what that names, into a folder. */
export function declarations(folder: string): void {
  rmSync(all, { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [here("../../node_modules/typescript/bin/tsc"), "--project", here("./tsconfig.json")],
    {
      stdio: "inherit",
    },
  );
  // A set that grows while it is walked through.
  const wanted = new Set(ENTRIES);
  for (const name of wanted) {
    const text = readFileSync(`${all}/${name}.d.ts`, "utf8").replace(IMPORTED, (_, before: string, path: string) => {
      if (!/^\..*\.ts$/.test(path)) throw new Error(`${name}: what the package declares would need ${path}.`);
      const bare = path.slice(0, -".ts".length);
      wanted.add(posix.join(posix.dirname(name), bare));
      return `${before}"${bare}.js"`;
    });
    const file = `${folder}/${name}.d.ts`;
    mkdirSync(posix.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
