import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";

/** A page, and what is there once it is drawn. */
const PAGES = [
  { name: "menu", path: "", wanted: "main a" },
  { name: "Kitchen", path: "kitchen/", wanted: ".made canvas" },
  { name: "exhibit", path: "e/model-soups/", wanted: "sp-figure canvas" },
  { name: "Teach", path: "teach/", wanted: "main button" },
];
const WIDTHS = [1280, 390];

/** Controls and words that stick out of the window, where nothing scrolls them. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (one: Element | null): boolean =>
      one !== null && (/auto|scroll|hidden/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    const all = [...document.querySelectorAll("button, label, legend, summary, select, input, a, h1, h2, p")];
    const found = all.filter((one) => {
      const { left, right, width, height } = one.getBoundingClientRect();
      return width > 1 && height > 1 && (left < -1 || right > innerWidth + 1) && !scrolls(one.parentElement);
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
    return [...wide, ...found.map(({ tagName, textContent }) => `${tagName} ${textContent?.trim().slice(0, 40)}`)];
  });
}

async function drawn(path: string, wanted: string, width: number): Promise<Page> {
  const page = await open(path, { viewport: { width, height: 900 } });
  await page.locator(wanted).first().waitFor({ state: "attached" });
  return page;
}

test.each(PAGES)("from right to left $name is whole, and axes still run to the right", async ({ path, wanted }) => {
  for (const width of WIDTHS) {
    const page = await drawn(path, wanted, width);
    await page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    expect(await outside(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    const [first, last] = await page.evaluate(() =>
      ["nav a:first-child", "nav a:last-child"].map((one) => document.querySelector(one)?.getBoundingClientRect().left),
    );
    expect(first).toBeGreaterThan(last ?? 0);
    const directions = await page.evaluate(() =>
      [...document.querySelectorAll("svg.drawing")].map((one) => getComputedStyle(one).direction),
    );
    expect(new Set(["ltr", ...directions])).toEqual(new Set(["ltr"]));
    await page.close();
  }
});

test.each(PAGES)("$name has room for words that are longer by two fifths", async ({ path, wanted }) => {
  for (const width of WIDTHS) {
    const page = await drawn(path, wanted, width);
    await page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode as Text;
        const words = text.data.trim();
        if (!/[a-z]{2}/i.test(words) || text.parentElement?.closest("script, style, svg, math, pre, code")) continue;
        const more = words.slice(0, Math.ceil(0.4 * words.length)).trim();
        text.data = text.data.replace(words, () => `${words}${words.includes(" ") ? " " : ""}${more}`);
      }
    });
    expect(await outside(page)).toEqual([]);
    await page.close();
  }
});

test.each(WIDTHS)("nothing of the Kitchen moves while it comes, %i pixels wide", async (width) => {
  const page = await drawn("kitchen/", ".made canvas", width);
  await page.locator("#panel .sentence", { hasText: "Best on" }).waitFor();
  const moved = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        const sum = (list: PerformanceObserverEntryList) =>
          (list.getEntries() as (PerformanceEntry & { value: number })[]).reduce((all, { value }) => all + value, 0);
        new PerformanceObserver((list) => done(sum(list))).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(0), 500);
      }),
  );
  expect(moved).toBeLessThan(0.05);
});

test("how far an exhibit is stays in its place, however long the words", async () => {
  const page = await drawn("embed/?e=model-soups", "#start", 760);
  await page.locator("#start").click();
  await page.locator(".runbar #at").waitFor();
  const beyond = await page.evaluate(() => {
    const root = document.querySelector("soupcon-exhibit")?.shadowRoot;
    const at = root?.querySelector("#at");
    const place = at?.closest(".where");
    if (!at || !place) return Number.NaN;
    // A copy: the page writes the words of its own anew.
    const long = at.cloneNode() as Element;
    long.textContent = "Seed 5 of 5: 100 %, counting on test rows, 12 s left";
    at.replaceWith(long);
    const words = document.createRange();
    words.selectNodeContents(long);
    return words.getBoundingClientRect().right - place.getBoundingClientRect().right;
  });
  expect(beyond).toBeLessThanOrEqual(0);
});
