/** Pictures of all exhibits' pages as they open, for the documentation: `npm run pictures`, after a build of the site. */

import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = `${root}docs/exhibits/`;
/** Pixels of the window. */
const SIZE = { width: 1280, height: 1400 };

mkdirSync(folder, { recursive: true });
const server = await preview({
  root,
  configFile: `${root}web/vite.config.ts`,
  preview: { port: 0, host: "127.0.0.1" },
});
const [site] = server.resolvedUrls?.local ?? [];
const browser = await chromium.launch({
  executablePath: process.env.SOUPCON_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic"],
});
const page = await browser.newPage({ viewport: SIZE });
for (const file of readdirSync(`${root}web/recorded`)) {
  const slug = file.replace(/\.json$/, "");
  await page.goto(`${site}e/${slug}/`);
  await page.locator("sp-figure svg, sp-figure canvas").first().waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${folder}${slug}.jpg`, type: "jpeg", quality: 72 });
}
await browser.close();
await server.close();
