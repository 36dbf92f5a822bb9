import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { forgive } from "./browser.ts";
import { hosted } from "./host.ts";

/** Quick to prepare, and one that takes longer. */
const [QUICK, LONG] = ["forest-smoothers", "run-off-election"];
/** Wide and high enough that all exhibits are in view. */
const VIEW = { viewport: { width: 1200, height: 12_000 } };

const element = (state: string, exhibit = QUICK) =>
  `<soupcon-exhibit exhibit="${exhibit}" state="${state}" loading="eager" controls="all"></soupcon-exhibit>`;

interface Used extends HTMLElement {
  status: string;
  results: unknown;
  value: Record<string, unknown>;
  describe(): string;
  play(): Promise<void>;
  cancel(): Promise<void>;
  set(name: string, value: unknown): Promise<void>;
}

/** A page with these exhibits, on a machine of so many cores. */
async function shown(cores: number, ...elements: string[]): Promise<Page> {
  const has = `Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => ${cores} })`;
  const page = await hosted(`<script>${has};</script>${elements.join("")}`, VIEW);
  await page
    .locator("soupcon-exhibit #play")
    .nth(elements.length - 1)
    .waitFor();
  return page;
}
const use = <T, A = undefined>(page: Page, at: number, work: (it: Used, with_: A) => T | Promise<T>, given?: A) =>
  page
    .locator("soupcon-exhibit")
    .nth(at)
    .evaluate(work as never, given) as Promise<T>;
const results = (page: Page, at: number) => use(page, at, (it) => JSON.stringify(it.results));
const sentence = (page: Page, at: number) => use(page, at, (it) => it.describe());
/** Prepares an exhibit, until what is measured is there. */
async function play(page: Page, at: number): Promise<void> {
  await use(page, at, (it) => it.play());
  await expect.poll(() => results(page, at)).toBeDefined();
}
/** Moves a live control of an exhibit, which answers. */
async function moved(page: Page, at: number, trees: number): Promise<void> {
  const before = await sentence(page, at);
  await use(page, at, (it, trees) => it.set("trees", trees), trees);
  await expect.poll(() => sentence(page, at)).not.toBe(before);
}
const status = (page: Page, at: number) => use(page, at, (it) => it.status);

test("ten exhibits share the workers that there are cores for, and each has a state of its own", async () => {
  const page = await shown(3, ...Array.from({ length: 10 }, (_, i) => element(`rep=1&seed=${i % 5}`)));
  let most = 0;
  page.on("worker", () => {
    most = Math.max(most, page.workers().length);
  });
  expect(page.workers()).toHaveLength(0);
  await page
    .locator("soupcon-exhibit")
    .evaluateAll((all) => Promise.all((all as unknown as Used[]).map((one) => one.play())));
  expect(most).toBe(2);
  expect(page.workers()).toHaveLength(2);
  const ends = await Promise.all(Array.from({ length: 10 }, (_, i) => status(page, i)));
  expect(ends).toEqual(Array(10).fill("finished"));
  const measured = () => Promise.all(Array.from({ length: 10 }, (_, i) => results(page, i)));
  await expect.poll(measured).not.toContain(undefined);
  const all = await measured();
  // Equal seeds give equal numbers, others give others, wherever they were prepared.
  expect(all.slice(5)).toEqual(all.slice(0, 5));
  expect(new Set(all).size).toBe(5);
});

test("while one exhibit prepares, its neighbour in the worker answers; cancelled, it leaves the neighbour's seeds", async () => {
  const page = await shown(2, element("rep=1"), element("rep=5", LONG));
  await play(page, 0);
  await use(page, 1, (it) => void it.play());
  await page.locator('.runbar[data-phase="preparing"]').waitFor();
  await moved(page, 0, 7);
  expect(["preparing", "running"]).toContain(await status(page, 1));
  await use(page, 1, (it) => it.cancel());
  await expect.poll(() => status(page, 1)).toMatch(/poster|cancelled/);
  expect(await status(page, 0)).toBe("finished");
  await moved(page, 0, 2);
  expect(page.workers()).toHaveLength(1);
});

test("what computes on the graphics device is in one worker", async () => {
  const page = await shown(5, ...Array.from({ length: 3 }, (_, i) => element(`rep=1&eng=gpu&seed=${i}`)));
  for (const at of [0, 1, 2]) await play(page, at);
  expect(await Promise.all([0, 1, 2].map((at) => use(page, at, (it) => [it.status, it.value.executor])))).toEqual(
    Array(3).fill(["finished", "gpu"]),
  );
  expect(page.workers()).toHaveLength(1);
});

test("an element that is removed leaves its worker, which is let go; its neighbour keeps what it has", async () => {
  const page = await shown(3, element("rep=1"), element("rep=1"));
  for (const at of [0, 1]) await play(page, at);
  expect(page.workers()).toHaveLength(2);
  await page.clock.install();
  const removed = await page.locator("soupcon-exhibit").first().elementHandle();
  await removed?.evaluate((it) => it.remove());
  await page.clock.fastForward(31_000);
  expect(await removed?.evaluate((it) => (it as unknown as Used).status)).toBe("poster");
  expect(page.workers()).toHaveLength(2);
  await page.clock.fastForward(31_000);
  await expect.poll(() => page.workers().length).toBe(1);
  await moved(page, 0, 7);
});

test("more than may hold memory: the oldest out of view is paused, says why, and resumes", async () => {
  const most = `customElements.whenDefined("soupcon-exhibit").then((it) => { it.maxRunning = 1; })`;
  const page = await shown(2, `<script>${most};</script>${element("rep=1")}`, element("rep=1&seed=3"));
  await play(page, 0);
  const before = await results(page, 0);
  // Both are in view: neither gives anything up.
  await play(page, 1);
  expect(await Promise.all([0, 1].map((at) => status(page, at)))).toEqual(["finished", "finished"]);
  await page.setViewportSize({ width: 1200, height: 500 });
  await page.locator("soupcon-exhibit").nth(1).scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(300);
  await use(page, 1, (it) => it.set("seed", 4));
  await play(page, 1);
  await expect.poll(() => status(page, 0)).toBe("paused");
  expect(await page.locator("soupcon-exhibit #at").first().textContent()).toBe("Paused to save memory");
  const button = page.locator("soupcon-exhibit #play").first();
  expect(await button.textContent()).toContain("Resume");
  await button.click();
  await expect.poll(() => status(page, 0)).toBe("finished");
  await expect.poll(() => results(page, 0)).toBe(before);
});

test("in a page that is hidden all wait; at rest nothing listens to it any more", async () => {
  const counted = `window.listening = 0;
    const [add, remove] = [document.addEventListener, document.removeEventListener];
    document.addEventListener = (...all) => (listening += all[0] === "visibilitychange", add.apply(document, all));
    document.removeEventListener = (...all) => (listening -= all[0] === "visibilitychange", remove.apply(document, all));
    window.hide = (isHidden) => {
      Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }`;
  const page = await shown(2, `<script>${counted};</script>${element("rep=1")}`, element("rep=1&seed=3"));
  const hide = (isHidden: boolean) =>
    page.evaluate((isHidden) => (window as never as { hide(is: boolean): void }).hide(isHidden), isHidden);
  for (const at of [0, 1]) await use(page, at, (it) => void it.play());
  await expect.poll(() => status(page, 0)).toBe("preparing");
  await hide(true);
  await page.waitForTimeout(3000);
  expect(await Promise.all([0, 1].map((at) => status(page, at)))).toEqual(["preparing", "loading"]);
  await hide(false);
  for (const at of [0, 1]) await expect.poll(() => status(page, at)).toBe("finished");
  expect(await page.evaluate(() => (window as never as { listening: number }).listening)).toBe(0);
});

test("a worker that fails takes its exhibits with it, each of which begins again in another", async () => {
  forgive(/out of order/);
  const page = await shown(2, element("rep=1"), element("rep=1&seed=3"));
  for (const at of [0, 1]) await play(page, at);
  const before = await results(page, 1);
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("out of order");
    });
  });
  for (const at of [0, 1]) await expect.poll(() => status(page, at)).toBe("failed");
  const said = page.locator("soupcon-exhibit .notice", { hasText: /The engine stopped: .*out of order\./ });
  await expect.poll(() => said.count()).toBe(2);
  for (const at of [0, 1]) await play(page, at);
  expect([await status(page, 0), await status(page, 1)]).toEqual(["finished", "finished"]);
  expect(await results(page, 1)).toBe(before);
  expect(page.workers()).toHaveLength(1);
});
