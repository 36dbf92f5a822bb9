import { expect, test } from "vitest";
import { site, withoutGraphics } from "./browser.ts";
import { measured, phase, playground, SHORT, step, train } from "./playground.ts";

test("without a graphics device the page says so and trains on the CPU", async () => {
  const browser = await withoutGraphics();
  try {
    const page = await browser.newPage();
    await page.goto(new URL(`kitchen/#v=1&${SHORT.replace("eng=cpu", "eng=gpu")}`, site).href);
    await phase(page, "ready");
    await expect.poll(() => page.locator(".notice").first().textContent()).toMatch(/graphics device.* CPU\./);
    await train(page);
    await measured(page, 20);
  } finally {
    await browser.close();
  }
});

test.each([0, 2])("a worker that fails is replaced, and the run goes on: worker %i", async (which) => {
  // Slow: on a busy machine the blow may come seconds later, and must find a run.
  const page = await playground("eng=cpu&m=2&st=same&ste=3000&sp=0.1");
  await page.locator("#play").click();
  await phase(page, "running");
  await expect.poll(() => step(page)).toBeGreaterThan(20);
  const worker = page.workers()[which];
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error("struck by the test");
    });
  });
  await page.locator('.notice[data-code="E-WORKER"]').waitFor();
  await phase(page, "running");
  await page.locator("#play").click();
  await phase(page, "paused");
  expect(await step(page)).toBeGreaterThan(0);
});

test("a number outside its limits is brought back within them", async () => {
  const page = await playground(SHORT);
  await page.getByText("Change who learns, and how").click();
  const field = page.locator("#c-batch");
  await field.fill("-1");
  await field.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("1");
  await field.fill("99999");
  await field.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("512");
  await phase(page, "ready");
});

test("a member that diverges is left out, and it is said", async () => {
  const page = await playground("eng=cpu&sp=max&m=3&ste=60&st=same&opt=sgd&lr=1&lay=6&wid=256&act=relu");
  await train(page);
  const notice = page.locator('.notice[data-code="E-DIVERGED"]');
  await notice.waitFor();
  await page.getByRole("button", { name: "Halve the learning rate" }).click();
  await measured(page, 0);
  await notice.waitFor({ state: "detached" });
  expect(page.url()).toContain("lr=0.5");
});
