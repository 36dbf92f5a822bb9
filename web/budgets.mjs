/**
 * Measures the built site against its budgets and prints a table: `npm run budgets`, after a build; or the site at `SOUPCON_URL`.
 * The browser is the one that `SOUPCON_CHROMIUM` names.
 */

import { fileURLToPath } from "node:url";
import { preview } from "vite";
import { startVitest } from "vitest/node";

const config = fileURLToPath(new URL("./vite.config.ts", import.meta.url));
const isServed = process.env.SOUPCON_URL !== undefined;
const server = isServed
  ? undefined
  : await preview({ configFile: config, preview: { host: "127.0.0.1", port: 4180 }, logLevel: "error" });
process.env.SOUPCON_URL ??= server?.resolvedUrls?.local[0];
process.env.SOUPCON_CHROMIUM ??= "/usr/bin/chromium";
try {
  const tests = await startVitest("test", ["tests/browser/pace/budgets.spec.ts"], {
    config,
    project: ["pace"],
    watch: false,
  });
  await tests.close();
} finally {
  await server?.close();
}
