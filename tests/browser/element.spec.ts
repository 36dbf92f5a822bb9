import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { site } from "./browser.ts";
import { hosted } from "./host.ts";

/** Quick to prepare. */
const QUICK = "forest-smoothers";
const element = (more = "", children = "") =>
  `<soupcon-exhibit exhibit="${QUICK}" state="rep=1" ${more}>${children}</soupcon-exhibit>`;

const ready = (page: Page) => page.locator("soupcon-exhibit #play").first().waitFor();
const phase = (page: Page, name: string) => page.locator(`.runbar[data-phase="${name}"]`).first().waitFor();

test("the first script is at most 4 KB", () => {
  const file = readFileSync(new URL("../../dist/soupcon.js", import.meta.url));
  expect(gzipSync(file, { level: 9 }).length).toBeLessThanOrEqual(4096);
});

test("in a page of another origin an exhibit shows what was recorded, prepares, and tells by events", async () => {
  const page = await hosted(`<div id="told"></div>${element()}<script>
    window.told = [];
    for (const name of ["ready", "status", "progress", "change", "result", "error"])
      document.addEventListener("soupcon-" + name, (e) => told.push([name, e.detail.status ?? e.detail.message ?? ""]));
  </script>`);
  await ready(page);
  await page.locator("soupcon-exhibit sp-figure .badge", { hasText: "recorded" }).first().waitFor();
  await page.locator("soupcon-exhibit #play").click();
  await phase(page, "finished");
  const told = await page.evaluate(() => (window as never as { told: string[][] }).told);
  expect(told.filter(([name]) => name === "error")).toEqual([]);
  expect(told.map(([name]) => name)).toContain("result");
  expect(told.filter(([name]) => name === "status").map(([, status]) => status)).toEqual(
    expect.arrayContaining(["poster", "loading", "finished"]),
  );
  expect(await page.locator("soupcon-exhibit #sentence").textContent()).toMatch(/One seed\./);
  const link = await page.locator("soupcon-exhibit").evaluate((it) => (it as never as { link(): string }).link());
  expect(link).toMatch(new RegExp(`^${site}e/${QUICK}/#v=1&`));
});

test("far below the window nothing is fetched, and the space is kept", async () => {
  const page = await hosted(`<div style="height:4000px"></div>${element("", "<p>Not yet</p>")}`);
  await page.waitForFunction(() => customElements.get("soupcon-exhibit") !== undefined);
  await page.waitForTimeout(500);
  const fetched = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect((await fetched()).filter((name) => name.includes("entries/"))).toEqual([]);
  const height = await page.locator("soupcon-exhibit").evaluate((it) => it.clientHeight);
  expect(height).toBeGreaterThan(400);
  await page.locator("soupcon-exhibit").scrollIntoViewIfNeeded();
  await ready(page);
});

test("styles of a hostile page, right to left and dark, leave an exhibit readable", async () => {
  const page = await hosted(
    `<style>* { display: none !important; color: red; font: 3px cursive; letter-spacing: 1em }
      html, body { display: block !important }</style><div dir="rtl">${element('theme="dark"')}</div>
     <style>div { display: block !important }</style>`,
    { colorScheme: "light" },
  );
  await ready(page);
  const looks = await page.locator("soupcon-exhibit .sp").evaluate((it) => {
    const { color, backgroundColor, fontSize, letterSpacing } = getComputedStyle(it);
    return { color, backgroundColor, fontSize, letterSpacing };
  });
  expect(looks.fontSize).toBe("16px");
  expect(looks.letterSpacing).toBe("normal");
  const light = (colour: string) => (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, one) => sum + Number(one), 0);
  expect(light(looks.color) - light(looks.backgroundColor)).toBeGreaterThan(300);
});

test("ten exhibits on a page come to an end, each as it is brought into view", async () => {
  const page = await hosted(Array.from({ length: 10 }, () => element('loading="eager"')).join(""));
  await page.locator("soupcon-exhibit #play").nth(9).waitFor();
  const ends = await page.evaluate(async () => {
    type Run = HTMLElement & { play(): Promise<void>; status: string };
    const all = [...document.querySelectorAll<Run>("soupcon-exhibit")];
    for (const one of all) {
      one.scrollIntoView();
      await one.play();
    }
    return all.map(({ status }) => status);
  });
  expect(ends).toEqual(Array(10).fill("finished"));
});

test("an exhibit that there is not is told, and what stood there stays", async () => {
  const page =
    await hosted(`<script>document.addEventListener("soupcon-error", (e) => (window.fault = e.detail));</script>
    <soupcon-exhibit exhibit="../x"><a href="#">Instead</a></soupcon-exhibit>`);
  await page.waitForFunction(() => "fault" in window);
  expect(await page.evaluate(() => (window as never as { fault: { message: string } }).fault.message)).toMatch(
    /^exhibit:/,
  );
  expect(await page.getByText("Instead").isVisible()).toBe(true);
});

test("under a strict policy that names the site's origin and blob: for workers it runs", async () => {
  const { origin } = new URL(site);
  const policy = `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; worker-src blob: ${origin}; connect-src ${origin}; style-src ${origin}; img-src data: blob:`;
  const page = await hosted(element(), {}, policy);
  await ready(page);
  await page.locator("soupcon-exhibit #play").click();
  await phase(page, "finished");
});
