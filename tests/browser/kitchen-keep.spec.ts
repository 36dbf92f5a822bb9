import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";
import { accuracies, measured, phase, playground, SHORT, train } from "./playground.ts";

/** Opens More and saves all members. */
async function members(page: Page): Promise<Record<string, Uint8Array>> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  const coming = page.waitForEvent("download");
  await page.locator('[data-save="models"]').click();
  return unzipSync(readFileSync(await (await coming).path()));
}

const filesOf = (all: Record<string, Uint8Array>) =>
  Object.entries(all).map(([name, bytes]) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(bytes),
  }));

test("a preparation shows how far it is, and can be given up and begun again", async () => {
  // A start that takes seconds on any machine, so that there is time to press.
  const page = await open("kitchen/#v=1&eng=cpu&sp=max&ste=20&m=2&lay=3&wid=256&ss=2000");
  page.setDefaultTimeout(90_000);
  await page.locator("#at", { hasText: /: \d+\s%/ }).waitFor();
  await page.getByRole("progressbar", { name: "Preparation" }).waitFor();
  await page.locator("#cancel").click();
  await page.locator("#at", { hasText: "Not prepared" }).waitFor();
  await page.locator("#play").click();
  await phase(page, "finished");
  await measured(page, 20);
});

test("Esc asks once; what was shown before stays", async () => {
  const page = await open("kitchen/#v=1&eng=cpu&sp=max");
  page.setDefaultTimeout(90_000);
  await page.locator("#at", { hasText: "recorded" }).waitFor();
  await measured(page, 300);
  // The engine arrives when Esc has been pressed twice, however fast the machine is.
  let arrive = () => {};
  const allowed = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let held = 0;
  await page.route(/\.wasm$/, async (route) => {
    held += 1;
    await allowed;
    await route.continue();
  });
  await page.locator("#play").click();
  await page.locator("#cancel").waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("Escape");
  const asked = page.locator('.notice[data-code="CANCEL"]');
  await asked.waitFor();
  await page.keyboard.press("Escape");
  await phase(page, "finished");
  await page.locator("#at", { hasText: "Step 300 of 300, recorded" }).waitFor();
  expect(await asked.count()).toBe(0);
  expect(await page.locator(".member .value").first().textContent()).toMatch(/%/);
  expect(held).toBeGreaterThan(0);
  arrive();
  await page.locator("#play").click();
  await page.locator("#at", { hasText: /^Step 300 of 300$/ }).waitFor();
});

test("a run that is too large for the page is not begun, and a smaller one is offered", async () => {
  const page = await open("kitchen/#v=1&eng=cpu&sp=max&ste=20&st=same&m=64&lay=6&wid=256");
  page.setDefaultTimeout(90_000);
  const notice = page.locator('.notice[data-code="E-MEMORY"]');
  await notice.waitFor();
  expect(await notice.locator("p").textContent()).toMatch(/64 members × 330k weights need 676 MB; .* 200 MB\./);
  await notice.getByRole("button", { name: "18 members" }).click();
  await phase(page, "ready");
  expect(await page.locator(".member").count()).toBe(18);
  expect(await notice.count()).toBe(0);
});

test("saved members come back and can be combined; other networks are refused with what differs", async () => {
  const page = await playground(`${SHORT}&m=3`);
  await train(page);
  const before = await accuracies(page, 20);
  const all = filesOf(await members(page));
  expect(all.map(({ name }) => name).sort()).toEqual([
    "m1.safetensors",
    "m2.safetensors",
    "m3.safetensors",
    "start.safetensors",
  ]);
  const next = await playground(SHORT);
  await next.locator("[popovertarget=more]").click();
  await next.locator("#models").setInputFiles(all);
  await next.locator("#at", { hasText: "Models from files" }).waitFor();
  expect(await accuracies(next, 20)).toEqual(before);
  expect(await next.locator(".member").count()).toBe(3);
  await next.locator("#c-method").selectOption("task-arithmetic");
  await next.locator("#made", { hasText: /Task arithmetic: [\d.]+\s%/ }).waitFor();
  const other = await playground(`${SHORT}&wid=8`);
  await other.locator("[popovertarget=more]").click();
  await other.locator("#models").setInputFiles(all);
  const notice = other.locator('.notice[data-code="E-MODEL"]');
  await notice.waitFor();
  expect(await notice.textContent()).toContain("w0 is [2, 32] instead of [2, 8]");
  expect(await other.locator(".member").count()).toBe(2);
});

test("the exact engine gives a fingerprint that the link carries and the next visitor checks", async () => {
  const page = await playground(SHORT.replace("eng=cpu", "eng=exact"));
  await train(page);
  await expect.poll(() => page.url()).toMatch(/fp=[0-9a-f]{12}/);
  const path = page.url().slice(page.url().indexOf("kitchen/"));
  const same = await open(path);
  await same.locator('.notice[data-code="FP"]', { hasText: "Reproduced" }).waitFor();
  const other = await open(path.replace(/fp=.{12}/, "fp=000000000000"));
  await other.locator('.notice[data-code="E-FP"]', { hasText: "Differs" }).waitFor();
});

test("without scripts the recorded networks are there, with the numbers that the page shows", async () => {
  const page = await open("kitchen/", { javaScriptEnabled: false });
  expect(await page.locator(".poster svg").count()).toBe(10);
  const still = await page.locator(".poster figcaption").allTextContents();
  const rows = await page.locator(".poster tbody tr").allTextContents();
  expect(rows.length).toBeGreaterThan(20);
  const live = await open("kitchen/");
  await live.locator("#panel .sentence", { hasText: "Best on" }).waitFor();
  expect(await page.locator(".poster .sentence").textContent()).toBe(await measured(live, 300));
  const values = await live.locator(".member .value").allTextContents();
  expect(still.slice(0, 8)).toEqual(values.map((value, i) => `m${i + 1} ${value.trim()}`));
  expect(await violations(live)).toEqual([]);
});
