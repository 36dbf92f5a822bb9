import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";

const SLUGS = readdirSync(new URL("../../dist/e/", import.meta.url));

test("every exhibit has a card with its drawing, and a page behind it", async () => {
  const page = await open();
  const links = await page.locator("#cards h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  expect(links.sort()).toEqual(SLUGS.map((slug) => `e/${slug}/`).sort());
  expect(await page.locator("#cards svg.drawing").count()).toBe(SLUGS.length);
  await page.locator("#cards h3 a").first().click();
  await page.locator("#play").waitFor();
  await page.getByRole("link", { name: "Menu" }).click();
  await page.locator("#cards").waitFor();
});

test("the filter counts what fits, and its link gives it again", async () => {
  const page = await open();
  const all = await page.locator("#cards > li").count();
  await page.getByLabel(/robustness/).check();
  const fits = await page.locator("#cards > li:visible").count();
  expect(fits).toBeLessThan(all);
  expect(await page.locator("#count").textContent()).toBe(`${fits} of ${all} exhibits`);
  expect(page.url()).toContain("#f=robustness");
  const copy = await open(page.url().slice(page.url().indexOf("#")));
  expect(await copy.locator("#cards > li:visible").count()).toBe(fits);
  await copy.getByLabel("Search").fill("no such words");
  expect(await copy.locator("#cards > li:visible").count()).toBe(0);
  await copy.getByRole("button", { name: "Show all" }).click();
  expect(await copy.locator("#cards > li:visible").count()).toBe(all);
});

test("Play opens the exhibit in front, which then runs", async () => {
  const page = await open();
  await page.getByRole("link", { name: "Play" }).click();
  await page.locator('.runbar[data-phase="preparing"], .runbar[data-phase="running"]').waitFor({ timeout: 30_000 });
});

test("before use it has at most 60 KB, and no engine", async () => {
  const page = await open("kitchen/");
  await page.goto("about:blank");
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.goto(new URL(process.env.SOUPCON_URL ?? "").href);
  await page.locator("#filter").waitFor();
  expect(fetched.filter((url) => /wasm|worker/.test(url))).toEqual([]);
  const { gzipSync } = await import("node:zlib");
  const sizes = await Promise.all(
    fetched
      .filter((url) => url.startsWith("http"))
      .map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), { level: 9 }).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
] as const)("no rule of accessibility is broken, %s, %i pixels", async (colorScheme, width) => {
  const page = await open("", { colorScheme, viewport: { width, height: 844 } });
  await page.locator("#filter").waitFor();
  expect(await violations(page)).toEqual([]);
});

test.each(["", "docs/", "merge/", "kitchen/", "teach/"])(
  "the same parts are named on every page, and nothing scrolls sideways: /%s",
  async (path) => {
    const page = await open(path, { viewport: { width: 320, height: 700 } });
    expect(await page.locator("header nav a").allTextContents()).toEqual(["Menu", "Kitchen", "Merge", "Teach", "Docs"]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const here = await page.locator("header nav a[aria-current]").evaluate((a) => (a as HTMLAnchorElement).href);
    expect(page.url().replace(/#.*/, "")).toBe(here);
  },
);

test("without scripts the gallery is complete", async () => {
  const page = await open("", { javaScriptEnabled: false });
  expect(await page.locator("#cards > li:visible").count()).toBe(SLUGS.length);
  expect(await page.locator("#filter").isVisible()).toBe(false);
});
