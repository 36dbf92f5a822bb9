import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { open } from "./browser.ts";
import { accuracies, made, measured, phase, picture, playground, SHORT, train } from "./playground.ts";

test("a link that is pasted shows the same picture", async () => {
  const page = await playground(`${SHORT}&way=line&al=0.3`);
  await train(page);
  await made(page, /^70 % m1 \+ 30 % m2/);
  const words = await measured(page, 20);
  await expect.poll(() => page.url()).toContain("t=20");
  await page.waitForTimeout(600);
  const before = await picture(page, ".made");
  const copy = await open(page.url().slice(page.url().indexOf("kitchen/")));
  expect(await measured(copy, 20)).toBe(words);
  await made(copy, /^70 % m1 \+ 30 % m2/);
  await expect.poll(() => picture(copy, ".made")).toBe(before);
});

test("an old or broken link is taken as far as it goes, and it is said", async () => {
  const page = await playground(`${SHORT}&m=4000&what=1`);
  const notice = page.locator('.notice[data-code="E-LINK"]');
  expect(await notice.textContent()).toMatch(
    /Members: “4000” cannot be \(from 1 to 64\); 64 is used\..*Not known here: what\./,
  );
  expect(await page.locator(".member").count()).toBe(64);
});

test("a page that embeds this one may lock and hide controls", async () => {
  const page = await playground(`${SHORT}&ui=hide:noise,lock:labelNoise,chosen,speed`);
  expect(await page.locator("#c-noise").count()).toBe(0);
  expect(await page.locator("#c-labelNoise").isDisabled()).toBe(true);
  await page.getByText("set by the page").first().waitFor();
  expect(await page.locator("#speed").isDisabled()).toBe(true);
  expect(await page.locator(".member input").first().isDisabled()).toBe(true);
  const few = await playground(`${SHORT}&ui=only:noise,m`);
  const names = await few.locator(".control").evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.name));
  expect(names.sort()).toEqual(["members", "noise"]);
});

test("a page that embeds this one may narrow a number, choose the theme and lock the seed", async () => {
  const page = await playground(`${SHORT}&m=12&ui=max:members=4,lock:seed,theme:dark`);
  expect(await page.locator(".member").count()).toBe(4);
  await page.locator('.notice[data-code="E-LINK"]', { hasText: "“12” cannot be (from 1 to 4); 4 is used." }).waitFor();
  expect(await page.locator("#c-members").getAttribute("max")).toBe("4");
  await page.locator("#c-members").fill("30");
  await page.locator("#c-members").press("Enter");
  await expect.poll(() => page.locator("#c-members").inputValue()).toBe("4");
  expect(await page.locator("#seed").isDisabled()).toBe(true);
  await page.locator("#station-data").click();
  await page.keyboard.press("s");
  expect(await page.locator("#seed").inputValue()).toBe("7");
  const paper = await page.locator("body").evaluate((it) => getComputedStyle(it).backgroundColor);
  expect(paper).toBe("rgb(16, 18, 22)");
});

test("a pinned run stays as a ghost beside the next one", async () => {
  const page = await playground(SHORT);
  await train(page);
  await page.locator("#tab-shift").click();
  await page.locator("#pin").click();
  await page.locator(".pins li", { hasText: "P1: Two moons, seed 7, step 20" }).waitFor();
  await page.locator("#seed").fill("9");
  await page.locator("#seed").press("Enter");
  await measured(page, 0);
  await train(page);
  await page.locator("#panel .sentence", { hasText: "From severity" }).waitFor();
  await page.locator("#panel").getByRole("button", { name: "Table" }).click();
  await expect
    .poll(() => page.locator("#panel thead th").allTextContents())
    .toEqual(expect.arrayContaining([expect.stringContaining("P1")]));
  await expect.poll(() => page.url()).toMatch(/seed=9.*t=20.*pin=/);
  const copy = await open(page.url().slice(page.url().indexOf("kitchen/")));
  await copy.locator(".pins li", { hasText: "P1: Two moons, seed 7, step 20" }).waitFor();
  await expect.poll(() => copy.locator("#seed").inputValue()).toBe("9");
  await measured(copy, 20);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.locator("#seed").inputValue()).toBe("7");
});

test("a soup is saved as safetensors, which holds every tensor and says where it is from", async () => {
  const page = await playground(SHORT);
  await train(page);
  await page.getByRole("button", { name: "More", exact: true }).click();
  const coming = page.waitForEvent("download");
  await page.locator('[data-save="model"]').click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("soupcon-kitchen-uniform-soup-s7.safetensors");
  const bytes = readFileSync(await download.path());
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8"));
  expect(header.__metadata__).toMatchObject({ seed: "7", data: "moons", how: "uniform soup, step 20" });
  const tensors = Object.entries(header).filter(([name]) => name !== "__metadata__") as [string, { shape: number[] }][];
  const size = tensors.reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(size).toBe(1218);
  expect(bytes.length).toBe(8 + length + 4 * size);
});

test("a saved run is opened again", async () => {
  const page = await playground(`${SHORT}&m=3`);
  await train(page);
  await page.getByRole("button", { name: "More", exact: true }).click();
  const coming = page.waitForEvent("download");
  await page.locator('[data-save="run"]').click();
  const path = await (await coming).path();
  const next = await playground(SHORT);
  await next.locator("[popovertarget=more]").click();
  await next
    .locator("#run-file")
    .setInputFiles({ name: "run.soupcon.json", mimeType: "application/json", buffer: readFileSync(path) });
  await expect.poll(() => next.locator(".member").count()).toBe(3);
  await phase(next, "ready");
  await next
    .locator("#run-file")
    .setInputFiles({ name: "no.json", mimeType: "application/json", buffer: Buffer.from("{") });
  await next.locator('.notice[data-code="E-RUN-FILE"]').waitFor();
});

test("a merge recipe names every file and its share", async () => {
  const page = await playground(SHORT);
  await train(page);
  expect((await accuracies(page, 20)).soup).toBeGreaterThan(0);
  await page.getByRole("button", { name: "More", exact: true }).click();
  const coming = page.waitForEvent("download");
  await page.locator('[data-save="recipe"]').click();
  const text = readFileSync(await (await coming).path(), "utf8");
  expect(text).toContain("m1.safetensors");
  expect(text).toContain("weight: 0.5");
});
