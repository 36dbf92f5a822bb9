import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { playground, train } from "./playground.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
}

test.each(["light", "dark"] as const)("no rule of accessibility is broken, %s", async (colorScheme) => {
  const page = await playground("?executor=cpu&steps=10&members=2&speed=0", { colorScheme });
  await train(page);
  await page.getByText("Table").first().click();
  await page.getByText(/Step 10, under rotation of severity 0 to 5/).waitFor();
  expect(await violations(page)).toEqual([]);
});

test.each([320, 390, 800, 1280])("at %i pixels nothing scrolls sideways", async (width) => {
  const page = await playground("?executor=cpu&steps=10&members=8&speed=0", { viewport: { width, height: 800 } });
  await train(page);
  await page.getByText(/Step 10, under rotation of severity 0 to 5/).waitFor();
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth]);
  expect(Math.max(...widths)).toBeLessThanOrEqual(width);
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll("button, select, input, svg, canvas")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(outside).toEqual([]);
  if (width < 400) expect(await violations(page)).toEqual([]);
});

test("with less motion the page still shows the end", async () => {
  const page = await playground("?executor=cpu&steps=30&members=2&speed=0", { reducedMotion: "reduce" });
  await train(page);
  await page.locator("#measured", { hasText: "Step 30." }).waitFor();
});

test("the end is said to those who listen", async () => {
  const page = await playground("?executor=cpu&steps=10&members=2&speed=0");
  await train(page);
  await page.locator("#status", { hasText: "Step 10. Soup" }).waitFor({ state: "attached" });
});
