import { readdirSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Entry } from "../../web/exhibits/entry.ts";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";

/** Every exhibit that the core has: each has a page of its own. */
const SLUGS = readdirSync(new URL("../../dist/e/", import.meta.url));
/** The one that is quickest to prepare. */
const QUICK = "forest-smoothers";

/** The exhibit with every number of its slow part as small as it may be. */
async function small(slug: string, more: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await open(`e/${slug}/`, options);
  const text = (await page.locator("#entry").textContent()) ?? "{}";
  const { controls } = JSON.parse(text) as Entry;
  const numbers = controls.filter(({ kind, phase }) => kind === "integer" && phase === "prepare");
  const least = numbers.map(({ key, range = [0, 0] }) => `${key}=${Math.round(range[0] + (range[1] - range[0]) / 20)}`);
  await page.goto("about:blank");
  await page.goto(new URL(`e/${slug}/#v=1&${more}&${least.join("&")}`, process.env.SOUPCON_URL).href);
  page.setDefaultTimeout(200_000);
  await page.locator("#play").waitFor();
  return page;
}

const seeds = (page: Page, count: number) => page.locator(`.runbar[data-seeds="${count}"]`).waitFor();
const phase = (page: Page, name: string) => page.locator(`.runbar[data-phase="${name}"]`).waitFor();
const drawn = (page: Page) =>
  page
    .locator(".stage")
    .evaluate((stage) => [...stage.querySelectorAll(".drawing, .sentence")].map((one) => one.outerHTML).join());

/** What every control is set to. */
const settings = (page: Page) =>
  page
    .locator(".rail")
    .locator("input, select")
    .evaluateAll((all) =>
      all.map((one) => {
        const { name, value, checked } = one as HTMLInputElement;
        return { name, value, checked };
      }),
    );

/** Shows all controls. */
async function unfold(page: Page): Promise<void> {
  await page.locator(".rail details").evaluateAll((all) => all.map((one) => one.setAttribute("open", "")));
}

/** Moves the first live number, by key, and gives what is drawn before and after. */
async function explored(page: Page): Promise<void> {
  await unfold(page);
  const before = await drawn(page);
  const sliders = page.locator("#live-settings").locator('input[type="range"], input[type="number"]');
  expect(await sliders.count()).toBeGreaterThan(0);
  for (const slider of await sliders.all()) {
    const isRange = (await slider.getAttribute("type")) === "range";
    for (const key of isRange ? ["PageUp", "PageDown"] : ["ArrowUp", "ArrowDown"]) {
      await slider.press(key);
      if (!isRange) await slider.press("Enter");
      const changed = expect.poll(() => drawn(page), { timeout: 1200 }).not.toBe(before);
      if (
        await changed.then(
          () => true,
          () => false,
        )
      )
        return;
    }
  }
  throw new Error("no live control changes what is drawn");
}

test.each(SLUGS)(
  "%s is prepared, explored, judged after two seeds, and its link gives it again",
  async (slug) => {
    const page = await small(slug, "rep=1");
    expect(await page.locator(".plate .badge").first().textContent()).toBe("recorded");
    await page.locator("#play").click();
    await seeds(page, 1);
    await phase(page, "finished");
    await page.locator(".plate .badge-live").first().waitFor();
    expect(await page.locator(".verdict").allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining("not yet run")]),
    );
    await explored(page);
    await page.locator("#repetitions").selectOption("3");
    await seeds(page, 3);
    await expect
      .poll(() => page.locator(".here").allTextContents())
      .toEqual(expect.arrayContaining([expect.stringMatching(/\[.*\], 3 seeds$/)]));
    const verdicts = await page.locator(".verdict").allTextContents();
    expect(verdicts.some((words) => /same direction|not seen|opposite/.test(words))).toBe(true);
    await expect.poll(() => page.url()).toContain("play=1");
    await expect.poll(() => page.url()).toContain("rep=3");
    await page.waitForTimeout(1200);
    const link = page.url().slice(page.url().lastIndexOf("/e/") + 1);
    const still = await open(link.replace("play=1", "play=0"));
    await expect.poll(() => settings(still)).toEqual(await settings(page));
    if (slug !== QUICK) return;
    const copy = await open(link);
    copy.setDefaultTimeout(200_000);
    await seeds(copy, 3);
    const sentence = await page.locator("#sentence").textContent();
    await expect.poll(() => copy.locator("#sentence").textContent()).toBe(sentence);
    expect(await copy.locator(".verdict").allTextContents()).toEqual(verdicts);
  },
  600_000,
);

test("other settings of the slow part wait for another preparation; undo finds the seeds again", async () => {
  const page = await open(`e/${QUICK}/#rep=1`);
  await page.locator("#play").click();
  await phase(page, "finished");
  await page.locator("#seed").fill("9");
  await page.locator("#seed").press("Enter");
  await expect.poll(() => page.locator(".runbar").getAttribute("data-phase")).not.toBe("finished");
  await page.getByRole("button", { name: "Undo" }).click();
  await phase(page, "finished");
});

test("with the keyboard alone: play, move a live control, leave", async () => {
  const page = await open(`e/${QUICK}/#rep=1`);
  await page.keyboard.press("k");
  await phase(page, "finished");
  await page.locator(".plate .badge-live").first().waitFor();
  const before = await drawn(page);
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.id === "c-trees")) break;
  }
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => drawn(page)).not.toBe(before);
  await page.locator("#reset").focus();
  await page.keyboard.press("s");
  await expect.poll(() => page.locator("#seed").inputValue()).toBe("1");
  await page.keyboard.press("Control+z");
  await expect.poll(() => page.locator("#seed").inputValue()).toBe("0");
  await page.keyboard.press("1");
  expect(await page.evaluate(() => document.activeElement?.className)).toContain("figure-stage");
});

test("a step of the tour sets the controls and shows its figure", async () => {
  const page = await open(`e/${QUICK}/`);
  await page.locator("#tour a").nth(4).click();
  await expect.poll(() => page.url()).toContain("c=representation");
  await expect.poll(() => page.locator("#c-decomposition").inputValue()).toBe("representation");
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain("figure-stage");
});

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
] as const)("no rule of accessibility is broken, %s, %i pixels", async (colorScheme, width) => {
  const page = await open(`e/${QUICK}/#rep=1`, { colorScheme, viewport: { width, height: 844 } });
  await page.locator("sp-figure").first().waitFor();
  expect(await violations(page), "poster").toEqual([]);
  await page.locator("#play").click();
  await phase(page, "finished");
  await unfold(page);
  expect(await violations(page), "finished").toEqual([]);
});

test.each(SLUGS)("%s does not scroll sideways at 320 pixels", async (slug) => {
  const page = await open(`e/${slug}/`, { viewport: { width: 320, height: 700 } });
  await page.locator("sp-figure").first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test.each(SLUGS)("%s is a complete article without scripts", async (slug) => {
  const page = await open(`e/${slug}/`, { javaScriptEnabled: false });
  expect(await page.locator("svg.drawing").count()).toBeGreaterThan(1);
  expect(await page.locator(".verdict").first().textContent()).toMatch(/same direction|not seen at this size|opposite/);
  expect(await page.locator("math").count()).toBeGreaterThan(1);
  expect(await page.locator("#table tbody tr").count()).toBeGreaterThan(0);
  expect(await page.locator("noscript .notice").isVisible()).toBe(true);
  expect(await page.locator(".asking").isVisible()).toBe(false);
});

test("on paper: white and light, without controls, the link under each figure", async () => {
  const page = await open(`e/${QUICK}/#v=1&seed=7`, { colorScheme: "dark" });
  await page.locator("sp-figure").first().waitFor();
  expect(await page.locator(".printed").first().isVisible()).toBe(false);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const colours = await page.locator("body").evaluate((body) => {
    const { backgroundColor, color } = getComputedStyle(body);
    return [backgroundColor, color, getComputedStyle(body).getPropertyValue("--sp-surface")];
  });
  expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(35, 39, 47)", "#fff"]);
  for (const place of [".rail", "#bar", "nav", ".figure-menu", ".asking"])
    expect(await page.locator(place).first().isVisible(), place).toBe(false);
  const links = await page.locator(".plate:visible .printed:visible").allTextContents();
  expect(new Set(links)).toEqual(new Set([new URL(`e/${QUICK}/#v=1&seed=7`, process.env.SOUPCON_URL).href]));
  expect(links).toHaveLength(await page.locator(".plate").count());
});

test("the graphics device prepares it too", async () => {
  const page = await small("run-off-election", "rep=1&eng=gpu");
  await page.locator("#play").click();
  await seeds(page, 1);
  expect(await page.locator(".chip").textContent()).toBe("GPU");
  expect(await page.locator("#controls .notice").count()).toBe(0);
  await page.locator(".plate .badge-live").first().waitFor();
}, 200_000);
