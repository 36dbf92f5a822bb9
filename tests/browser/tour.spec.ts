/** Predictions before claims are measured; the tour in elements and frames. */

import { readFile } from "node:fs/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open, site } from "./browser.ts";
import { hosted } from "./host.ts";

/** Quick to prepare; the second with the numbers of its slow part as small as they may be. */
const QUICK = "forest-smoothers";
const ELECTION = "e/run-off-election/#v=1&rep=3&d=blobs&k=15&n=1000";

const phase = (page: Page, name: string) => page.locator(`.runbar[data-phase="${name}"]`).waitFor({ timeout: 60_000 });
const claim = (page: Page, id: string) => page.locator(`[data-claim="${id}"]`);
const found = (page: Page, id: string) => claim(page, id).locator("[data-here], [data-verdict]").allTextContents();
const says = (page: Page, id: string, words: string | RegExp) =>
  claim(page, id).locator(".predict p", { hasText: words }).waitFor();

/** The exhibit once what was recorded is there, and the visitor wants to predict. */
async function asked(path = `e/${QUICK}/#rep=3`, options?: BrowserContextOptions): Promise<Page> {
  const page = await open(path, options);
  await page.locator("sp-figure").first().waitFor();
  await page.getByText("Predict first").click();
  await page.getByText("What do you expect?").first().waitFor();
  return page;
}

test("what was recorded is hidden until something is said or skipped, and stands beside it when asked for", async () => {
  const page = await open(`e/${QUICK}/`);
  await page.locator("sp-figure").first().waitFor();
  const before = await found(page, "C1b");
  expect(before[1]).toBe("✓ same direction");
  expect(await page.getByText("What do you expect?").count()).toBe(0);
  await page.getByText("Predict first").click();
  await expect.poll(() => found(page, "C1b")).toEqual(["hidden until you predict", "hidden"]);
  expect(await page.locator(".claims").textContent()).not.toMatch(/same direction|not seen|\d seeds/);
  expect(await page.locator("#sentence").isVisible()).toBe(false);
  await claim(page, "C1b").getByLabel("No difference").check();
  await page.locator("#status", { hasText: "You expect no difference." }).waitFor({ state: "attached" });
  expect(await found(page, "C1b")).toEqual(["not measured yet", "hidden"]);
  await claim(page, "C1b").getByRole("button", { name: "Show what was recorded" }).click();
  await says(
    page,
    "C1b",
    /^You expected no difference; in the recorded run .*: same direction, not as you expected\.$/,
  );
  expect(await found(page, "C1b")).toEqual(before);
  await claim(page, "C1a").getByRole("button", { name: "Skip" }).click();
  await expect.poll(() => found(page, "C1a")).toContain("✓ same direction");
  expect(await claim(page, "C1a").locator(".predict").isVisible()).toBe(false);
  await page.getByText("Predict first").click();
  await expect.poll(() => page.locator(".claims").textContent()).not.toContain("hidden");
  expect(await page.locator("#sentence").isVisible()).toBe(true);
});

test("after the run the card compares, whatever is undone; nothing can be predicted any more", async () => {
  const page = await asked();
  await claim(page, "C1b").getByLabel("The claim holds here").check();
  await claim(page, "C2a").getByLabel("No difference").check();
  await claim(page, "C2a").getByLabel("The opposite").check();
  await page.locator("#play").click();
  await phase(page, "finished");
  await says(page, "C1b", /^You expected that the claim holds; here .*, 3 seeds: same direction, as you expected\.$/);
  await says(page, "C2a", /^You expected the opposite; here .*: same direction, not as you expected\.$/);
  expect(await page.getByText("Predict first").isVisible()).toBe(false);
  expect(await claim(page, "C1a").locator(".predict").isVisible()).toBe(false);
  await page.locator("#status", { hasText: "1 of 2 predictions came true." }).waitFor({ state: "attached" });
  await page.locator("#seed").fill("9");
  await page.locator("#seed").press("Enter");
  await page.getByRole("button", { name: "Undo" }).click();
  await phase(page, "finished");
  await page.locator("#reset").click();
  await says(page, "C1b", /^You expected that the claim holds; in the recorded run/);
  expect(await page.getByText("Predict first").isVisible()).toBe(false);
});

test("verdicts that are handed in say what was expected, and a class is counted", async () => {
  const page = await asked(ELECTION);
  await claim(page, "S1").getByLabel("The opposite").check();
  await page.locator("#play").click();
  await phase(page, "finished");
  await says(page, "S1", /^You expected the opposite; here .*3 seeds: /);
  await page.locator("[popovertarget=more]").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-save=results]").click()]);
  const text = await readFile(await download.path(), "utf8");
  const { rows } = JSON.parse(text) as { rows: { name: string; predicted?: string }[] };
  expect(rows.map(({ name, predicted }) => [name.split(":")[0], predicted])).toEqual([
    ["S1", "opposite"],
    ["S2", undefined],
    ["S3", undefined],
    ["S4", undefined],
  ]);
  await page.goto(new URL("teach/", site).href);
  const file = (name: string) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await page.locator("#handed-in").setInputFiles([file("ada.json"), file("ben.json")]);
  await page.locator("#verdicts tfoot", { hasText: "2 the opposite" }).waitFor();
  expect(await page.locator("#verdicts tfoot td").allTextContents()).toEqual([
    "2 students",
    "2 the opposite",
    "2 nothing",
    "2 nothing",
    "2 nothing",
  ]);
  expect(await page.locator("#verdicts .expected").allTextContents()).toEqual(Array(2).fill("expected the opposite"));
  expect(await violations(page)).toEqual([]);
}, 120_000);

test("with the keyboard alone: predict, show, and read on in the card", async () => {
  const page = await open(`e/${QUICK}/`);
  await page.locator("sp-figure").first().waitFor();
  await page.locator(".asking summary").focus();
  await page.keyboard.press("Enter");
  await page.getByText("What do you expect?").first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  expect(await claim(page, "C1a").getByLabel("No difference").isChecked()).toBe(true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await says(page, "C1a", /^You expected no difference;/);
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.claim)).toBe("C1a");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-claim]")?.dataset.claim)).toBe(
    "C1b",
  );
});

test.each(["light", "dark"] as const)(
  "no rule of accessibility is broken while one predicts, %s",
  async (colorScheme) => {
    const page = await asked(`e/${QUICK}/`, { colorScheme, viewport: { width: 390, height: 844 } });
    await claim(page, "C1a").getByLabel("No difference").check();
    expect(await violations(page)).toEqual([]);
    await claim(page, "C1a").getByRole("button").click();
    await says(page, "C1a", /recorded run/);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  },
);

/** An element, and what its page is told. */
const element = (more = "") => `<main><h1>Host</h1>
  <soupcon-exhibit exhibit="${QUICK}" state="rep=3&t=10" ${more}></soupcon-exhibit></main><script>
  window.told = [];
  document.addEventListener("soupcon-milestone", ({ detail }) => told.push(detail.id + " " + detail.step));
</script>`;
const told = (page: Page) => page.evaluate(() => (window as never as { told: string[] }).told);
const value = (page: Page) =>
  page.locator("soupcon-exhibit").evaluate((it) => (it as never as { value: Record<string, unknown> }).value);
const follow = (page: Page) => page.getByRole("button", { name: "Show this step" }).click();
const next = (page: Page) => page.getByRole("button", { name: "Next" });

test("the tour in an element: one step at a time, its controls, its figure, and what was reached", async () => {
  const page = await hosted(element('lock="trees"'));
  await page.getByText("Step 1 of 5").waitFor();
  await page.locator("#figure-effective-parameters").waitFor();
  expect(await page.getByRole("button", { name: "Previous" }).getAttribute("aria-disabled")).toBe("true");
  await next(page).click();
  await page.getByText("Step 2 of 5").waitFor();
  expect(await told(page)).toEqual([]);
  await follow(page);
  await page.locator("#figure-self-regulation").waitFor();
  expect(await page.locator("soupcon-exhibit .plate").count()).toBe(1);
  for (const step of [3, 4, 5]) {
    await next(page).click();
    await page.getByText(`Step ${step} of 5`).waitFor();
    await follow(page);
  }
  await page.locator("#figure-mechanisms").waitFor();
  expect(await next(page).getAttribute("aria-disabled")).toBe("true");
  await next(page).press("Enter");
  await page.getByText("Step 5 of 5").waitFor();
  expect(await value(page)).toMatchObject({ shift: 0.3, data: "moons", decomposition: "representation" });
  const link = await page.locator("soupcon-exhibit").evaluate((it) => (it as never as { link(): string }).link());
  expect(link).toContain("tour=5");
  for (let i = 0; i < 4; i++) await page.getByRole("button", { name: "Previous" }).click();
  await follow(page);
  // The step asks for 50, but the page has locked it.
  expect(await value(page)).toMatchObject({ trees: 10 });
  expect(await told(page)).toEqual(["step 2", "step 3", "step 4", "step 5", "step 1", "tour 5"]);
  expect(await violations(page)).toEqual([]);
});

test("a figure that the page has not named is shown beside those that it has", async () => {
  const page = await hosted(element('figures="effective-parameters"'));
  await next(page).click();
  await follow(page);
  await page.locator("#figure-self-regulation").waitFor();
  expect(await page.locator("soupcon-exhibit .plate").evaluateAll((all) => all.map(({ id }) => id))).toEqual([
    "figure-effective-parameters",
    "figure-self-regulation",
  ]);
});

test("a page has the tour, or not; links say so too, and which step is shown", async () => {
  const page = await hosted(element("no-tour"));
  await page.locator("soupcon-exhibit #play").waitFor();
  const isShown = () => page.locator("soupcon-exhibit #tour").isVisible();
  expect(await isShown()).toBe(false);
  const use = (act: (it: HTMLElement & { noTour: boolean }) => void) =>
    page.locator("soupcon-exhibit").evaluate(act as (it: Element) => void);
  await use((it) => {
    it.noTour = false;
  });
  await page.getByText("Step 1 of 5").waitFor();
  await use((it) => it.setAttribute("state", "tour=3"));
  await page.getByText("Step 3 of 5").waitFor();
  await page.locator("#figure-smoothing-map").waitFor();
  await use((it) => it.setAttribute("state", "ui=tour:off"));
  await expect.poll(isShown).toBe(false);
  const own = await open(`e/${QUICK}/#v=1&tour=2`);
  await own.locator("#tour [aria-current=step]", { hasText: "Show this step" }).waitFor();
  expect(await own.locator("#tour a").evaluateAll((all) => all.findIndex((one) => one.ariaCurrent === "step"))).toBe(1);
  await own.locator("#tour a").nth(4).click();
  await expect.poll(() => own.url()).toContain("tour=5");
  const without = await open(`e/${QUICK}/#v=1&tour=9&ui=tour:off`);
  await without.locator("#controls", { hasText: "Tour: there is no step “9”." }).waitFor();
  expect(await without.locator("#tour").isVisible()).toBe(false);
});

test("claims in an element are predicted, compared, and in its results", async () => {
  const page = await hosted(element("claims no-tour"));
  await page.locator("sp-figure").first().waitFor();
  await page.getByText("Predict first").click();
  await claim(page, "C1b").getByLabel("The claim holds here").check();
  expect(await told(page)).toEqual(["prediction 2"]);
  expect(await violations(page)).toEqual([]);
  await page.locator("#play").click();
  await phase(page, "finished");
  await says(page, "C1b", /3 seeds: same direction, as you expected\.$/);
  const results = await page
    .locator("soupcon-exhibit")
    .evaluate((it) => (it as never as { results: { predictions: unknown } }).results);
  expect(results.predictions).toEqual({ C1b: "holds" });
});

test("a frame has the tour and its claims where the link asks for them, and tells its host", async () => {
  const frame = `<iframe src="${site}embed/?e=${QUICK}#rep=1&tour=2&ui=claims:on" title="Exhibit" width="900"
    height="900" sandbox="allow-scripts"></iframe>`;
  const page = await hosted(`<script src="${new URL("soupcon-host.js", site).href}"></script>${frame}<script>
    window.told = [];
    document.addEventListener("soupcon-milestone", ({ detail }) => told.push(detail.id + " " + detail.step));
  </script>`);
  const inside = page.frameLocator("iframe");
  await inside.getByText("Step 2 of 5").waitFor();
  await inside.locator("#figure-self-regulation").waitFor();
  await inside.getByRole("button", { name: "Show this step" }).click();
  await expect.poll(() => told(page)).toEqual(["step 2"]);
  await inside.getByText("Predict first").click();
  await inside.locator('[data-claim="C1a"]').getByLabel("The opposite").check();
  await expect.poll(() => told(page)).toEqual(["step 2", "prediction 1"]);
});
