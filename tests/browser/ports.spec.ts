import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";

const PAGE = "docs/data/";
/** What no task of the page may last, with room for a machine that is shared. */
const LONGEST_MS = 150;

/** A table as a file. */
function csv(name: string, lines: string[]) {
  return { name, mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
}

/** Rows of three columns, some of them replaced. */
function rows(n: number, odd: Record<number, string> = {}): string[] {
  return ["age,size,kind", ...Array.from({ length: n }, (_, i) => odd[i + 1] ?? `${i},${i % 7},${"abc"[i % 3]}`)];
}

/** Presses at shares of the board's width and height, one after another. */
async function stroke(page: Page, places: [number, number][]): Promise<void> {
  const board = page.locator(".board");
  await board.scrollIntoViewIfNeeded();
  const box = await board.boundingBox();
  if (!box) throw new Error("the board is not shown");
  const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(places[0] ?? [0, 0]));
  await page.mouse.down();
  for (const place of places) await page.mouse.move(...at(place), { steps: 4 });
  await page.mouse.up();
}

async function chosen(page: Page, ...files: (ReturnType<typeof csv> | string)[]): Promise<void> {
  if (!(await page.locator("dialog[open]").count())) await page.getByRole("button", { name: "Upload a file" }).click();
  await page.setInputFiles("dialog input[type=file]", files as string[]);
}

test("points are drawn with the mouse: added, brushed, moved, erased, undone", async () => {
  const page = await open(PAGE);
  const told = page.locator("sp-draw .told");
  await stroke(page, [[0.25, 0.25]]);
  await told.filter({ hasText: /A at x −1\.[45]\d, y 1\.[45]\d\. 1 point\./ }).waitFor();
  await page.getByText("B", { exact: true }).click();
  await page.getByText("Brush", { exact: true }).click();
  await stroke(page, [
    [0.6, 0.3],
    [0.8, 0.6],
  ]);
  await told.filter({ hasText: /Brushed\. \d+ points\./ }).waitFor();
  const many = Number(/(\d+) points/.exec((await told.textContent()) ?? "")?.[1]);
  expect(many).toBeGreaterThan(6);
  await page.locator("#drawn").getByText(`x [${many}, 2]`).waitFor();
  await page.getByText("Move", { exact: true }).click();
  await stroke(page, [
    [0.25, 0.25],
    [0.1, 0.75],
  ]);
  await page.locator("#drawn tbody tr:first-child", { hasText: /^\s*−2\.[34]\d+\s*−1\.[45]\d+\s*A\s*$/ }).waitFor();
  await page.getByText("Erase", { exact: true }).click();
  await stroke(page, [[0.1, 0.75]]);
  await told.filter({ hasText: `Erased. ${many - 1} points.` }).waitFor();
  const undo = page.getByRole("button", { name: "Undo" });
  for (let i = 0; i < 4; i++) await undo.click();
  expect(await undo.isDisabled()).toBe(true);
  await page.locator("sp-draw .empty").waitFor();
});

test("points are drawn with keys alone", async () => {
  const page = await open(PAGE);
  await page.locator(".board").focus();
  for (const key of ["ArrowLeft", "Enter", "2", "ArrowUp", "Shift+ArrowRight", "Enter"]) await page.keyboard.press(key);
  await page.locator("sp-draw .told", { hasText: "B at x −0.08, y 0.10. 2 points." }).waitFor();
  await page.getByText("2 points, at least 20 needed to hold out a test set.").waitFor();
  await page.getByRole("button", { name: "Add 20 like these" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#drawn").getByText("x [22, 2]").waitFor();
  await page.locator(".board").focus();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Delete");
  await page.locator("#drawn").getByText("x [1, 2]").waitFor();
});

test("points are drawn with a finger, and the page still scrolls", async () => {
  const page = await open(PAGE, { hasTouch: true, viewport: { width: 390, height: 844 } });
  const board = page.locator(".board");
  await board.scrollIntoViewIfNeeded();
  const { width = 0, height = 0 } = (await board.boundingBox()) ?? {};
  await board.tap({ position: { x: width / 2, y: height / 4 } });
  await page.locator("sp-draw .told", { hasText: /^A at x −?0\.0\d, y 1\.\d\d\. 1 point\.$/ }).waitFor();
  expect(await board.evaluate((it) => getComputedStyle(it).touchAction)).toContain("pan-y");
});

test("a good table becomes rows, with the roles that were chosen", async () => {
  const page = await open(PAGE);
  await chosen(page, csv("good.csv", rows(60)));
  await page.getByText("60 rows of 2 features in 3 classes.").waitFor();
  expect(await page.locator("dialog tbody tr").count()).toBe(20);
  await page.getByLabel("Role of column size").selectOption("out");
  await page.getByText("60 rows of 1 feature in 3 classes.").waitFor();
  await page.getByLabel("Standardise features").uncheck();
  await page.getByRole("button", { name: "Use" }).click();
  await page.locator("#uploaded").getByText("good.csv: x [60, 1], y [60], classes a, b, c.").waitFor();
  expect(await page.locator("dialog[open]").count()).toBe(0);
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Upload a file");
});

test("a wrong row is said with its place, and can be skipped or its column left out, by keys", async () => {
  const page = await open(PAGE);
  await page.getByRole("button", { name: "Upload a file" }).focus();
  await page.keyboard.press("Enter");
  await chosen(page, csv("bad.csv", rows(60, { 14: "n/a,1,a", 20: ",2,b", 33: "x,3,c" })));
  const alert = page.locator("dialog [role=alert]");
  await alert.getByText("Row 14, column 'age': 'n/a' is not a number. 3 rows are like that.").waitFor();
  expect(await page.getByRole("button", { name: "Use" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Choose columns" }).press("Enter");
  expect(await page.evaluate("document.activeElement.ariaLabel")).toBe("Role of column age");
  await page.getByRole("button", { name: "Skip 3 rows" }).press("Enter");
  await page.getByText("57 rows of 2 features in 3 classes. 3 rows are left out.").waitFor();
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Use");
  await page.keyboard.press("Enter");
  await page.locator("#uploaded").getByText("x [57, 2]").waitFor();
});

test.each([
  [csv("empty.csv", [""]), "empty.csv is empty."],
  [csv("one.csv", ["1", "2"]), "one.csv has one column"],
  [csv("few.csv", rows(12)), "12 rows, at least 20 needed to hold out a test set."],
  [csv("broken.json", ["[{"]), "broken.json is not JSON"],
  [
    csv(
      "labels.csv",
      rows(60).map((line) => line.replace(/,[abc]$/, ",a")),
    ),
    "Column 'kind' has one value",
  ],
])("what is wrong with file %# is said in one sentence, and another file can follow", async (file, said) => {
  const page = await open(PAGE);
  await chosen(page, file);
  await page.locator("dialog [role=alert]", { hasText: said }).waitFor();
  await chosen(page, csv("good.csv", rows(60)));
  await page.getByText("60 rows of 2 features").waitFor();
  await page.keyboard.press("Escape");
  expect(await page.locator("dialog[open]").count()).toBe(0);
  expect(await page.locator("#uploaded").textContent()).toBe("");
});

test("of a file that is too large every n-th row is taken, and the page stays quick", async () => {
  const page = await open(
    PAGE,
    {},
    `new PerformanceObserver((list) => { globalThis.longest = Math.max(globalThis.longest ?? 0, ...list.getEntries().map((it) => it.duration)); }).observe({ type: "longtask" });`,
  );
  const line = (i: number) => `${i},${"0.123456789,".repeat(8)}${"ab"[i % 2]}`;
  const lines = ["i,b,c,d,e,f,g,h,j,kind", ...Array.from({ length: 70_000 }, (_, i) => line(i))];
  // From the disk: bytes that the test itself sends are unpacked by the page's own thread.
  const folder = await mkdtemp(join(tmpdir(), "soupcon-"));
  const file = join(folder, "large.csv");
  await writeFile(file, lines.join("\n"));
  await page.getByRole("button", { name: "Upload a file" }).click();
  await page.evaluate("globalThis.longest = 0");
  await chosen(page, file);
  await page.locator("dialog [role=alert]", { hasText: /^\s*7\.\d MB; the limit is 5 MB or 50,000 rows\./ }).waitFor();
  await page.getByRole("button", { name: "Take every 2nd row" }).click();
  await page.getByText("35,000 rows of 9 features in 1 class, every 2nd of the file.").waitFor();
  await page.getByLabel("Role of column i").selectOption("label");
  await page.locator("dialog [role=alert]", { hasText: "different values; a label has 2 to 32." }).waitFor();
  expect(await page.evaluate("globalThis.longest")).toBeLessThan(LONGEST_MS);
  await rm(folder, { recursive: true });
});

test("images and labels come in as two files", async () => {
  const page = await open(PAGE);
  const idx = (name: string, dims: number[], data: number[]) => {
    const head = dims.flatMap((dim) => [0, 0, dim >> 8, dim & 255]);
    return {
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from([0, 0, 8, dims.length, ...head, ...data]),
    };
  };
  const labels = idx(
    "labels-idx1-ubyte",
    [30],
    Array.from({ length: 30 }, (_, i) => i % 3),
  );
  await chosen(page, labels);
  await page.locator("dialog [role=alert]", { hasText: "IDX needs two files together" }).waitFor();
  await chosen(page, labels, idx("images-idx3-ubyte", [30, 2, 2], Array(120).fill(128)));
  await page.getByText("30 images of 2 by 2 pixels in 3 classes.").waitFor();
  await page.getByRole("button", { name: "Use" }).click();
  await page.locator("#uploaded").getByText("x [30, 2, 2], y [30], classes 0, 1, 2.").waitFor();
});

test("a model goes out as safetensors and comes back; one of another shape says what differs", async () => {
  const page = await open(PAGE);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save a network as safetensors" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("soupcon-docs-network-s1.safetensors");
  const bytes = await readFile(await download.path());
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, { shape?: number[] }>;
  expect(Object.entries(header).map(([name, { shape }]) => [name, shape])).toEqual([
    ["__metadata__", undefined],
    ["w0", [2, 8]],
    ["b0", [8]],
    ["w1", [8, 2]],
    ["b1", [2]],
  ]);
  expect(bytes.readFloatLE(8 + length)).toBeCloseTo(Math.sin(1), 6);
  const file = { name: "back.safetensors", mimeType: "application/octet-stream", buffer: bytes };
  await page.setInputFiles("#model", file);
  await page.getByText("back.safetensors fits 2-8-2, tanh: 42 weights, the same as were saved.").waitFor();
  await page.locator("#modelled").getByText("CC0-1.0").waitFor();
  const renamed = Buffer.from(bytes.toString("latin1").replace('"w1"', '"x1"'), "latin1");
  await page.setInputFiles("#model", { ...file, buffer: renamed });
  await page.getByText("does not fit the network: w1 is missing, x1 is not in the network.").waitFor();
  await page.setInputFiles("#model", { ...file, buffer: bytes.subarray(0, 100) });
  await page.locator("#model-said", { hasText: /^`back\.safetensors`: .* must be .*\.$/ }).waitFor();
});

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)("no barrier: %s, %i pixels wide", async (colorScheme, width) => {
  const page = await open(PAGE, { colorScheme, viewport: { width, height: 844 } });
  await page.locator(".board").focus();
  for (const key of ["Enter", "2", "ArrowUp", "Enter"]) await page.keyboard.press(key);
  await page.getByText("By numbers").click();
  expect(await violations(page)).toEqual([]);
  await chosen(page, csv("bad.csv", rows(60, { 3: "n/a,1,a" })));
  await page.locator("dialog [role=alert]").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: /^Skip/ }).click();
  await page.getByRole("button", { name: "Use" }).click();
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(wide).toBeLessThanOrEqual(screen ?? 0);
});
