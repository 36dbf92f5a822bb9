/**
 * Writes down what the Kitchen shows at first, for readers without scripts: `npm run poster`, after a build.
 * The browser is the one that `SOUPCON_CHROMIUM` names.
 */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { contours } from "d3-contour";
import { chromium } from "playwright-core";
import { preview } from "vite";

const configFile = fileURLToPath(new URL("./vite.config.ts", import.meta.url));
const server = await preview({ configFile, preview: { host: "127.0.0.1", port: 4181 }, logLevel: "error" });
const executablePath = process.env.SOUPCON_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

/** The border of the second class, on a square of side 100. */
function path({ side, winner, share }) {
  const second = Array.from(winner, (one, i) => (one === 1 ? share[i] : 255 - share[i]) / 255);
  const { coordinates } = contours().size([side, side]).contour(second, 0.5);
  const place = (value) => Math.round((1000 * value) / side) / 10;
  const ring = (points) => `M${points.map(([x, y]) => `${place(x)} ${place(y)}`).join("L")}Z`;
  return coordinates.flat().map(ring).join("");
}

try {
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls.local[0]}kitchen/`);
  await page.locator("#panel .sentence", { hasText: "Best on" }).waitFor();
  await page.locator("#panel .scroller td").first().waitFor();
  await page.waitForTimeout(1500);
  const seen = await page.evaluate(() => {
    const maps = [...document.querySelectorAll(".member, .made, .beside")].map((place) => {
      const { figure } = place.querySelector("sp-map");
      const { side, winner, share } = figure.map;
      return {
        name: (place.querySelector(".name, h3")?.textContent ?? "").trim(),
        value: (place.querySelector(".value")?.textContent ?? "").trim(),
        map: { side, winner: [...winner], share: [...share] },
      };
    });
    const { plane } = document.querySelector("sp-map").figure;
    const cells = (row, kind) => [...row.querySelectorAll(kind)].map((cell) => cell.textContent.trim());
    return {
      sentence: document.querySelector("#measured").textContent.trim(),
      maps,
      points: plane.points.map(([x, y], i) => [x, y, plane.classes[i]]),
      head: cells(document.querySelector("#panel thead"), "th"),
      rows: [...document.querySelectorAll("#panel tbody tr")].map((row) => cells(row, "th, td")),
    };
  });
  const maps = seen.maps.map(({ name, value, map }) => ({ name, value, path: path(map) }));
  const points = seen.points.map(([x, y, own]) => [Math.round(x * 1000) / 10, Math.round(y * 1000) / 10, own]);
  const file = new URL("./data/poster.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify({ ...seen, maps, points })}\n`);
} finally {
  await browser.close();
  await server.close();
}
