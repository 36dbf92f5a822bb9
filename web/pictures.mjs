/** Pictures of the Kitchen and of all exhibits' pages as they open, for the documentation: `npm run pictures`, after a build of the site. */

import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = `${root}docs/exhibits/`;
/** Pixels of the window. */
const SIZE = { width: 1280, height: 1400 };
/** The Kitchen: name, pixels, theme. */
const KITCHEN = [
  ["page", { width: 1280, height: 1060 }, "light"],
  ["kitchen-dark", { width: 1280, height: 1060 }, "dark"],
  ["kitchen-mobile", { width: 390, height: 844 }, "light"],
];
const AS = { type: "jpeg", quality: 72 };

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

/** The page of an address, once all that it shows at first is drawn. */
async function picture(path, address, viewport, colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(`${site}${address}`);
  await page.locator("sp-figure svg, sp-figure canvas").first().waitFor();
  await page.waitForTimeout(2500);
  await page.screenshot({ path, ...AS });
  await page.close();
}

for (const [name, size, theme] of KITCHEN) await picture(`${root}docs/${name}.jpg`, "kitchen/", size, theme);
for (const file of readdirSync(`${root}web/recorded`)) {
  const slug = file.replace(/\.json$/, "");
  await picture(`${folder}${slug}.jpg`, `e/${slug}/`, SIZE, "light");
}
await browser.close();
await server.close();
