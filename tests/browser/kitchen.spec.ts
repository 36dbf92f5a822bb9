import { expect, test } from "vitest";
import { open } from "./browser.ts";
import { accuracies, measured, phase, picture, playground, SHORT, step, train } from "./playground.ts";

test("the first look shows eight trained members, recorded, and they can be combined before anything is trained", async () => {
  const page = await open("kitchen/");
  await phase(page, "finished");
  await page.locator("#at", { hasText: "Step 300 of 300, recorded" }).waitFor();
  const { soup, mean, ensemble } = await accuracies(page, 300);
  expect(soup).toBeGreaterThan(mean);
  expect(ensemble).toBeGreaterThan(mean);
  expect(await page.locator(".member").count()).toBe(8);
  await page.locator("#c-method").selectOption("learned");
  await page.locator("#made", { hasText: "Learned soup: " }).waitFor();
  expect(page.url()).not.toContain("t=");
});

test("what was recorded is what this core gives", async () => {
  const page = await open("kitchen/#v=1&sp=max&eng=cpu");
  await page.locator("#at", { hasText: "recorded" }).waitFor();
  const before = await accuracies(page, 300);
  await train(page);
  await page.locator("#at", { hasText: /^Step 300 of 300$/ }).waitFor();
  const after = await accuracies(page, 300);
  for (const key of ["soup", "ensemble", "best", "mean"] as const) {
    expect(Math.abs(before[key] - after[key]), key).toBeLessThan(0.02);
  }
});

test.each(["cpu", "gpu"])("two moons train on the %s executor to the end", async (executor) => {
  const page = await playground(`${SHORT.replace("eng=cpu", `eng=${executor}`)}`);
  const before = await picture(page, ".member:nth-child(1)");
  await train(page);
  const after = await accuracies(page, 20);
  expect(after.ensemble).toBeGreaterThan(0.75);
  expect(after.soup).toBeGreaterThan(0.75);
  expect(await picture(page, ".member:nth-child(1)")).not.toBe(before);
  await page.locator(".chip").click();
  await page.locator("#verdict", { hasText: `${executor.toUpperCase()} chosen by you` }).waitFor();
});

test("play, pause, step and reset", async () => {
  const page = await playground("eng=cpu&m=4&ste=600&st=same");
  await page.locator("#play").click();
  await phase(page, "running");
  await page.waitForFunction(() => /Step [1-9]/.test(document.querySelector("#at")?.textContent ?? ""));
  await page.locator("#play").click();
  await phase(page, "paused");
  const paused = await step(page);
  expect(paused).toBeLessThan(600);
  await measured(page, paused);
  await page.locator("#step").click();
  await measured(page, paused + 10);
  expect(await step(page)).toBe(paused + 10);
  await page.locator("#reset").click();
  await phase(page, "ready");
  await measured(page, 0);
  expect(await step(page)).toBe(0);
});

test("the same seed gives the same numbers, by play or by steps; another seed gives others", async () => {
  const page = await playground(SHORT.replace("ste=20", "ste=30"));
  await train(page);
  const first = await measured(page, 30);
  await page.locator("#reset").click();
  await measured(page, 0);
  await page.getByLabel("Steps at a time").selectOption("10");
  for (const at of [10, 20, 30]) {
    await page.locator("#step").click();
    await measured(page, at);
  }
  expect(await measured(page, 30)).toBe(first);
  await page.locator("#seed").fill("8");
  await page.locator("#seed").press("Enter");
  await measured(page, 0);
  await train(page);
  expect(await measured(page, 30)).not.toBe(first);
  await expect.poll(() => page.url()).toContain("seed=8");
});

test("the numbers do not depend on how many workers share the members", async () => {
  const found = new Set<string>();
  for (const cores of [2, 4]) {
    const script = `Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => ${cores} })`;
    const page = await playground("eng=cpu&sp=max&m=5&ste=25&st=independent", {}, script);
    await train(page);
    await page.locator(".chip", { hasText: `CPU × ${cores - 1}` }).waitFor();
    const values = page.locator(".member .value");
    found.add(`${await measured(page, 25)} ${(await values.allTextContents()).join()}`);
  }
  expect(found.size).toBe(1);
});

test("a checkpoint can be gone back to, and the run goes on from there to the same end", async () => {
  const page = await playground(SHORT.replace("ste=20", "ste=60"));
  await train(page);
  const end = await measured(page, 60);
  await page.locator("#timeline").focus();
  await page.keyboard.press("Home");
  await measured(page, 0);
  await page.locator("#timeline").fill("30");
  await expect.poll(() => step(page)).toBeGreaterThan(10);
  const at = await step(page);
  expect(at).toBeLessThanOrEqual(30);
  await measured(page, at);
  await page.locator("#play").click();
  await phase(page, "finished");
  expect(await measured(page, 60)).toBe(end);
});
