/** The rules of accessibility. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules that a page breaks, and where; a colour that is still on its way to another counts as that. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  await page.evaluate(() => {
    const all = document.getAnimations();
    for (const one of all.filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)) one.finish();
  });
  return await page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
}
