import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { open } from "./browser.ts";
import { measured, phase, playground, SHORT, train } from "./playground.ts";

/** Two clouds, one row each in turn. */
function cloud(n: number): string {
  const rows = Array.from({ length: n }, (_, i) => {
    const side = i % 2 === 0 ? 1 : -1;
    return `${(side + Math.sin(i * 12.9)).toFixed(3)},${(side + Math.cos(i * 78.2)).toFixed(3)},${side > 0 ? "left" : "right"}`;
  });
  return ["width,height,side", ...rows].join("\n");
}

/** Chooses a table and takes its rows. */
async function upload(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole("button", { name: "Upload" }).click();
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.locator("dialog.upload input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "Use", exact: true }).first().click();
}

test("a CSV is uploaded, learnt from, and its classes keep their names", async () => {
  const page = await playground(SHORT);
  await upload(page, "clouds.csv", cloud(120));
  await page.locator(".sample figcaption", { hasText: ": left, right" }).waitFor();
  await phase(page, "ready");
  await train(page);
  await measured(page, 20);
});

test("rows that are neither points nor pictures: no turn is offered, few are attacked, and maps say where three of them lie", async () => {
  const page = await playground(SHORT);
  const kinds = ["oak", "elm", "ash"];
  const row = (i: number) => [
    ...Array.from({ length: 5 }, (_, j) => (i % 3 === j ? 2 : 0) + Math.sin(7 * i + j)),
    kinds[i % 3],
  ];
  const text = ["a,b,c,d,e,kind", ...Array.from({ length: 120 }, (_, i) => row(i).join())].join("\n");
  await upload(page, "trees.csv", text);
  await page.locator(".sample figcaption", { hasText: "ash, elm, oak" }).waitFor();
  await phase(page, "ready");
  expect(await page.locator("#c-shift option").allTextContents()).toEqual(["None", "Noise"]);
  expect(await page.locator("#c-shift").inputValue()).toBe("noise");
  await train(page);
  await measured(page, 20);
  const key = page.locator(".key");
  for (const kind of kinds) await key.getByText(`a test row of ${kind}`, { exact: true }).waitFor();
  await page.locator("#tab-attack").click();
  await page.locator("#panel .caption", { hasText: "on the first 30 rows" }).waitFor();
  await page.locator("#panel .sentence", { hasText: /^At ε/ }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.locator("#c-shift").inputValue()).toBe("rotation");
});

test.each([
  ["one feature", 1, "The one feature runs from left to right."],
  ["features on a line", 3, "The plane goes through three test rows."],
] as const)("%s: learnt from, with maps", async (_, features, words) => {
  const page = await playground(SHORT);
  const row = (i: number) => [
    ...[1, -2, 0.5].slice(0, features).map((by) => by * ((i * 37) % 120)),
    i % 2 ? "in" : "out",
  ];
  const names = ["a", "b", "c"].slice(0, features);
  const text = [`${names.join()},kind`, ...Array.from({ length: 120 }, (_, i) => row(i).join())].join("\n");
  await upload(page, "line.csv", text);
  await page.locator(".sample figcaption", { hasText: "in, out" }).waitFor();
  await phase(page, "ready");
  await train(page);
  await measured(page, 20);
  await page.locator(".key").getByText(words, { exact: true }).waitFor();
});

test("a bad CSV is refused with the place of what is wrong", async () => {
  const page = await playground(SHORT);
  await page.getByRole("button", { name: "Upload" }).click();
  const file = { name: "odd.csv", mimeType: "text/csv", buffer: Buffer.from(`${cloud(40)}\n1,n/a,left`) };
  await page.locator("dialog.upload input[type=file]").setInputFiles(file);
  await page.locator("dialog.upload .notice").waitFor();
  expect(await page.locator("dialog.upload .notice").textContent()).toMatch(/Row 4\d/);
});

test("points are drawn, learnt from and written in the link", async () => {
  const page = await playground(SHORT);
  await page.locator("#draw").click();
  const board = page.locator("dialog.draw .board");
  await board.focus();
  for (let i = 0; i < 24; i++) {
    if (i === 12) {
      await page.keyboard.press("2");
      for (let k = 0; k < 10; k++) await page.keyboard.press("ArrowUp");
    }
    await page.keyboard.press(i % 4 === 3 ? "ArrowDown" : "ArrowRight");
    await page.keyboard.press("Enter");
  }
  await page.locator("#use-points").click();
  // Two moons have classes of these names, too; of 24 points half are learnt from.
  await page.locator(".sample figcaption", { hasText: "12 training points: A, B" }).waitFor();
  await phase(page, "ready");
  await train(page);
  await expect.poll(() => page.url()).toMatch(/set=given.*d=[\w-]{20,}/);
  await page.locator("#pin").click();
  const pinned = page.locator(".pins li", { hasText: "P1: Your own, seed 7, step 20" });
  await pinned.waitFor();
  await expect.poll(() => page.url()).toMatch(/set=given.*d=[\w-]{20,}&pin=/);
  await page.locator("#c-set").selectOption("circles");
  // The pinned run needs the points.
  await expect.poll(() => page.url()).toMatch(/set=circles.*d=[\w-]{20,}&pin=/);
  const copy = await open(page.url().slice(page.url().indexOf("kitchen/")));
  await copy.locator(".pins li", { hasText: "P1: Your own, seed 7, step 20" }).waitFor({ timeout: 60_000 });
  await expect.poll(() => copy.locator("#c-set").inputValue()).toBe("circles");
  await page.goBack();
  await page.locator(".sample figcaption", { hasText: "12 training points: A, B" }).waitFor();
  await pinned.waitFor();
  await page.goBack();
  await expect.poll(() => pinned.count()).toBe(0);
  await measured(page, 20);
});

test("what can be shifted is shifted: points and images have shifts of their own", async () => {
  const page = await playground(SHORT);
  const names = () => page.locator("#c-shift option").allTextContents();
  expect(await names()).toEqual(["None", "Noise", "Rotation", "Translation"]);
  await page.locator("#c-set").selectOption("digits-8");
  await expect.poll(names).toContain("gaussian noise");
  await phase(page, "ready");
  await page.locator("sp-figure .sentence", { hasText: /is wrong on \d+ of these 12/ }).waitFor();
});

test("MNIST-1D is made here, learnt from, and grows noisy at test time", async () => {
  const page = await playground("eng=cpu&sp=max&m=2&set=mnist-1d");
  await page.locator(".sample figcaption", { hasText: "2,000 training signals, 10 classes" }).waitFor();
  expect(await page.locator(".sample path.signal").count()).toBe(12);
  expect(await page.locator("#c-shift option").allTextContents()).toEqual(["None", "Noise"]);
  await train(page);
  expect(await measured(page, 400)).toMatch(/best member (4|5)\d\.\d\s% .* on 1,000 test signals/);
});
