/** The rules of accessibility. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules that a page breaks, and where. Nothing fades meanwhile: half-way to another, a colour says nothing. */
export async function violations(page: Page): Promise<string[]> {
  const isCalm = await page.evaluate(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(axe);
  await page.evaluate(() => {
    const all = document.getAnimations();
    for (const one of all.filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)) one.finish();
  });
  const found: string[] = await page.evaluate(`axe.run(document, { resultTypes: ["violations"] })
    .then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
  if (!isCalm) await page.emulateMedia({ reducedMotion: "no-preference" });
  return found;
}
