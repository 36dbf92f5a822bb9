import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open } from "../browser.ts";

const phase = (page: Page, name: string) => page.locator(`.runbar[data-phase="${name}"]`).waitFor();

test("a run is cancelled within a second, and goes on", async () => {
  const page = await open("e/run-off-election/");
  await page.locator("#play").click();
  await phase(page, "preparing");
  await page.locator("#at", { hasText: /Seed 1 of 5: [1-9]/ }).waitFor();
  const start = Date.now();
  await page.locator("#play").click();
  await phase(page, "poster");
  expect(Date.now() - start).toBeLessThan(1000);
  await page.locator("#play", { hasText: "Play" }).click();
  await phase(page, "preparing");
});
