import { expect, test } from "vitest";
import { accuracies, measured, phase, picture, playground, step, train } from "./playground.ts";

test.each(["cpu", "gpu"])("two moons train on the %s executor to the end", async (executor) => {
  const page = await playground(`?executor=${executor}&steps=20&members=2&speed=0`);
  const before = await picture(page, ".member:nth-child(1)");
  await train(page);
  const after = await accuracies(page, 20);
  expect(after.ensemble).toBeGreaterThan(0.8);
  expect(after.soup).toBeGreaterThan(0.8);
  expect(await picture(page, ".member:nth-child(1)")).not.toBe(before);
  await page.locator("#verdict", { hasText: `${executor.toUpperCase()} chosen by you` }).waitFor();
});

test("both executors come to the same numbers, give or take a test point or two", async () => {
  const query = "steps=10&members=2&speed=0";
  const found = [];
  for (const executor of ["cpu", "gpu"]) {
    const page = await playground(`?executor=${executor}&${query}`);
    await train(page);
    found.push(await accuracies(page, 10));
  }
  const [cpu, gpu] = found;
  expect(Math.abs((cpu?.soup ?? 0) - (gpu?.soup ?? 1))).toBeLessThan(0.006);
  expect(Math.abs((cpu?.ensemble ?? 0) - (gpu?.ensemble ?? 1))).toBeLessThan(0.006);
});

test("play, pause, step and reset", async () => {
  const page = await playground("?executor=cpu&members=4");
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
  const page = await playground("?executor=cpu&steps=30&members=3&speed=0&shared=0");
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
  expect(new URL(page.url()).searchParams.get("seed")).toBe("8");
  await train(page);
  expect(await measured(page, 30)).not.toBe(first);
});

test("the numbers do not depend on how many workers share the members", async () => {
  const found = new Set<string>();
  for (const cores of [2, 4]) {
    const script = `Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => ${cores} })`;
    const page = await playground("?executor=cpu&steps=25&members=5&speed=0&shared=0", {}, script);
    await page
      .getByRole("contentinfo")
      .getByText(`CPU × ${cores - 1}`)
      .waitFor();
    await train(page);
    await measured(page, 25);
    const values = page.locator(".member .value");
    found.add(`${await measured(page, 25)} ${(await values.allTextContents()).join()}`);
  }
  expect(found.size).toBe(1);
});
