import { expect, test } from "vitest";
import { measured, phase, picture, playground, step, train } from "./playground.ts";

test("the map follows the slider, and the curve has its place", async () => {
  const page = await playground("?executor=cpu&steps=60&members=2&speed=0&shared=0");
  await train(page);
  await page.getByText(/Step 60\. From m1/).waitFor();
  const slider = page.getByLabel("Share of m2 in the weights");
  await slider.fill("0");
  const pictures = [];
  for (const at of ["0.3", "0.7", "1"]) {
    const before = await picture(page, ".walker");
    await slider.fill(at);
    await page.waitForFunction((before) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".walker canvas");
      return canvas !== null && canvas.toDataURL() !== before;
    }, before);
    pictures.push(await picture(page, ".walker"));
  }
  expect(new Set(pictures).size).toBe(3);
  expect(await slider.getAttribute("aria-valuetext")).toBe("0 % m1, 100 % m2");
});

test("everything can be done by keys alone", async () => {
  const page = await playground("?executor=cpu&steps=40&members=2&speed=0");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the figures");
  await page.keyboard.press("Enter");
  await page.keyboard.press(".");
  await measured(page, 10);
  await page.keyboard.press("k");
  await phase(page, "finished");
  await measured(page, 40);
  await page.locator("#mix").focus();
  const mix = () => page.locator("#mix").inputValue();
  await page.keyboard.press("ArrowRight");
  await expect.poll(mix).toBe("0.51");
  await page.keyboard.press("Backspace");
  await expect.poll(mix).toBe("0.5");
  await page.keyboard.press("r");
  await measured(page, 0);
  expect(await step(page)).toBe(0);
  await page.keyboard.press("s");
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>("#seed")?.value === "8");
  await phase(page, "ready");
});

test("a member that is taken out no longer counts; the last one stays in", async () => {
  const page = await playground("?executor=cpu&steps=60&members=2&speed=0&shared=0");
  await train(page);
  const both = await measured(page, 60);
  const [first, second] = await page.locator(".member input").all();
  await first?.click();
  await page.waitForFunction((both) => document.querySelector("#measured")?.textContent?.trim() !== both, both);
  await second?.click();
  expect(await second?.isChecked()).toBe(true);
  const values = await page.locator(".together .value, .member:nth-child(2) .value").allTextContents();
  expect(new Set(values).size).toBe(1);
});

test("each curve is also a table and a sentence", async () => {
  const page = await playground("?executor=cpu&steps=20&members=2&speed=0");
  await train(page);
  await page.getByText(/Step 20, under rotation of severity 0 to 5: soup/).waitFor();
  const card = page.locator(".curves .curve-card").first();
  await card.getByText("Table").click();
  await expect.poll(() => card.locator("tbody tr").count()).toBe(6);
  expect(await card.locator("thead th").allTextContents()).toEqual([
    "severity of rotation",
    "m1, %",
    "m2, %",
    "ensemble, %",
    "soup, %",
  ]);
  await page.locator("#shift").selectOption("noise");
  await page.getByText(/under noise of severity 0 to 5: soup/).waitFor();
});

test("what is being typed survives what the run shows meanwhile", async () => {
  const page = await playground("?executor=cpu&members=2&speed=1");
  await page.locator("#play").click();
  await phase(page, "running");
  await page.locator("#seed").fill("1234");
  const from = await step(page);
  await expect.poll(() => step(page), { timeout: 20_000 }).toBeGreaterThan(from + 20);
  expect(await page.locator("#seed").inputValue()).toBe("1234");
  await page.locator("#seed").press("Enter");
  await measured(page, 0);
  expect(new URL(page.url()).searchParams.get("seed")).toBe("1234");
});
