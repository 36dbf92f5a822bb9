import { expect, test } from "vitest";
import { site, withoutGraphics } from "./browser.ts";
import { measured, phase, playground, step } from "./playground.ts";

test("without a graphics device the page says so and trains on the CPU", async () => {
  const browser = await withoutGraphics();
  try {
    const page = await browser.newPage();
    await page.goto(new URL("?executor=gpu&steps=10&members=2&speed=0", site).href);
    await phase(page, "ready");
    await expect.poll(() => page.locator(".notice").textContent()).toMatch(/graphics device.* CPU\.$/);
    await page.locator("#play").click();
    await measured(page, 10);
  } finally {
    await browser.close();
  }
});

test("a worker that fails is replaced, and the run goes on from its start", async () => {
  const page = await playground("?executor=cpu&members=2");
  await page.locator("#play").click();
  await phase(page, "running");
  const [worker] = page.workers();
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error("struck by the test");
    });
  });
  await page.locator(".notice", { hasText: "The engine stopped" }).waitFor();
  await phase(page, "running");
  await page.locator("#play").click();
  await phase(page, "paused");
  expect(await step(page)).toBeGreaterThan(0);
});

test("a learning rate outside its limits is brought back within them", async () => {
  const page = await playground("?executor=cpu&members=2&steps=10&speed=0");
  await page.locator("#lr").fill("-1");
  await page.locator("#lr").press("Enter");
  await expect.poll(() => page.locator("#lr").inputValue()).toBe("0.01");
  await page.locator("#lr").fill("99");
  await page.locator("#lr").press("Enter");
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>("#lr")?.value === "10");
  await phase(page, "ready");
});
