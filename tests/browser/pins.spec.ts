/** What is shown is pinned: ghosts in figures, columns in the table, links that offer to compute it, undo. */

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open, site } from "./browser.ts";
import { hosted } from "./host.ts";

const SMALL = "rep=1&n=50&l=10";
const forest = (more = "") => open(`e/forest-smoothers/#v=1&${SMALL}${more}`);
const pins = (page: Page) => page.locator(".pins li > span").allTextContents();
const finished = (page: Page) => page.locator('.runbar[data-phase="finished"]').waitFor();
const heads = (page: Page) => page.locator("#table thead th").allTextContents();
const ghosts = (page: Page) => page.locator('#lead svg path.line[stroke-dasharray="2 2"]').count();

async function ran(page: Page): Promise<void> {
  await page.locator("#play").click();
  await finished(page);
  await page.locator(".plate .badge-live").first().waitFor();
}

/** Enters a number into a control. */
async function enter(page: Page, id: string, value: number): Promise<void> {
  const field = page.locator(`input[type="number"]#c-${id}`);
  await page.locator(".rail details").evaluateAll((all) => all.map((one) => one.setAttribute("open", "")));
  await field.fill(String(value));
  await field.press("Enter");
}

test("a pin freezes what is shown: in figures, in their tables, in the table of everything, and says what differs", async () => {
  const page = await forest();
  await ran(page);
  await page.keyboard.press("p");
  await expect.poll(() => pins(page)).toEqual(["P1: the present settings"]);
  await expect.poll(() => ghosts(page)).toBeGreaterThan(0);
  await enter(page, "trees", 20);
  await expect.poll(() => pins(page)).toEqual(["P1: trees used 50"]);
  await expect.poll(() => heads(page)).toEqual(expect.arrayContaining(["error, P1", "error, less P1"]));
  const [now, pinned, less] = await page.locator("#table tbody tr").evaluateAll((rows) => {
    const names = [...(rows[0]?.closest("table")?.querySelectorAll("thead th") ?? [])].map((th) => th.textContent);
    const forest = rows.find((row) => row.children[0]?.textContent === "forest");
    return ["error", "error, P1", "error, less P1"].map((name) => {
      return Number(forest?.children[names.indexOf(name)]?.textContent?.replace("−", "-"));
    });
  });
  expect(pinned).toBeGreaterThan(0);
  expect(Math.abs((now ?? 0) - (pinned ?? 0) - (less ?? 9))).toBeLessThan(0.02);
  expect(await violations(page)).toEqual([]);
  await page.locator("#lead").getByRole("button", { name: "Table" }).click();
  await page.locator("#lead thead th", { hasText: "P1 forest, new inputs" }).first().waitFor();
});

test("over other seeds there is no difference, and it is said", async () => {
  const page = await forest();
  await ran(page);
  await page.locator("#pin").click();
  await page.locator("#seed").fill("4");
  await page.locator("#seed").press("Enter");
  await expect.poll(() => page.locator(".plate").first().getAttribute("data-stale")).toBe(null);
  await expect.poll(() => pins(page)).toEqual(["P1: seed 0 (other seeds, so no differences)"]);
  await expect.poll(() => heads(page)).toContain("error, P1");
  expect(await heads(page)).not.toContain("error, less P1");
});

test("four can be pinned, let go, undone, and gone back to", async () => {
  const page = await forest();
  await ran(page);
  for (const trees of [10, 20, 30, 40]) {
    await enter(page, "trees", trees);
    await page.locator("#sentence", { hasText: `${trees} trees` }).waitFor();
    await page.locator("#pin").click();
  }
  await expect.poll(() => page.locator("#pin").isDisabled()).toBe(true);
  await page.locator("#play").press("p");
  const others = ["P1: trees used 10", "P2: trees used 20", "P3: trees used 30"];
  await expect.poll(() => pins(page)).toEqual([...others, "P4: the present settings"]);
  await page.getByRole("button", { name: "Unpin P2" }).click();
  await expect.poll(() => pins(page)).toEqual([others[0], others[2], "P4: the present settings"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => pins(page)).toHaveLength(4);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => pins(page)).toEqual(others);
  await page.getByRole("button", { name: "Redo" }).click();
  await page.getByRole("button", { name: "Open P1" }).click();
  await expect.poll(() => page.locator("#c-trees").inputValue()).toBe("10");
  await expect.poll(async () => (await pins(page))[0]).toBe("P1: the present settings");
});

test("a link has the pins, and computes them only when asked to", async () => {
  const page = await forest();
  await ran(page);
  await page.locator("#pin").click();
  await enter(page, "trees", 20);
  await expect.poll(() => page.url()).toMatch(/t=20.*pin=/);
  const copy = await open(page.url().slice(page.url().indexOf("e/forest")));
  await copy.locator("#table sp-table").waitFor();
  await finished(copy);
  expect(await pins(copy)).toEqual(["P1: trees used 50 (not computed)"]);
  expect(await ghosts(copy)).toBe(0);
  await copy.getByRole("button", { name: "Pinned settings: compute" }).click();
  await expect.poll(() => pins(copy)).toEqual(["P1: trees used 50"]);
  await expect.poll(() => ghosts(copy)).toBe(await ghosts(page));
  const cells = (of: Page) => of.locator("#table tbody").locator("th, td").allTextContents();
  expect(await cells(copy)).toEqual(await cells(page));
  expect(await copy.locator("#compute-pins").count()).toBe(0);
});

test("what was recorded can be pinned, before anything is computed; dots are labelled with their pin", async () => {
  const page = await open("e/run-off-election/#v=1&rep=1");
  await page.locator(".plate .badge", { hasText: "recorded" }).first().waitFor();
  await page.locator("#pin").click();
  await expect.poll(() => pins(page)).toEqual(["P1: repetitions 5"]);
  const gain = page.locator("#figure-gain");
  await gain.scrollIntoViewIfNeeded();
  await gain.locator("svg text", { hasText: /^P1$/ }).first().waitFor();
});

test("a frame pins by a call, and its link has the pin", async () => {
  const page = await hosted(`<script src="${new URL("soupcon-host.js", site).href}"></script>
    <iframe id="frame" src="${site}embed/?e=run-off-election#v=1&rep=1&n=1000&k=5" title="Exhibit" width="900" height="600"
      sandbox="allow-scripts"></iframe>`);
  const call = (...of: unknown[]) =>
    page.evaluate((of) => {
      const { soupcon } = window as never as { soupcon: { call(...of: unknown[]): Promise<unknown> } };
      return soupcon.call(document.querySelector("#frame"), ...of);
    }, of);
  const inside = page.frameLocator("#frame");
  await inside.locator("#start").click();
  await inside.locator('.runbar[data-phase="finished"]').waitFor();
  expect(await call("pin")).toBe("P1");
  await call("set", "budget", 3);
  await inside.locator(".pins li", { hasText: "P1: poisoned samples 10" }).waitFor();
  expect(decodeURIComponent(String(await call("link")))).toContain("&pin=v=1&");
  await call("undo");
  await call("undo");
  await expect.poll(() => inside.locator(".pins").count()).toBe(0);
});

test("an element pins by a method, tells of it, and takes pins from its state", async () => {
  const page = await hosted(
    `<soupcon-exhibit exhibit="forest-smoothers" state="${SMALL}" controls="all"></soupcon-exhibit>
    <script>window.told = [];
    addEventListener("soupcon-change", ({ detail }) => told.push([detail.changed.join(), detail.source]));</script>`,
  );
  interface Used extends HTMLElement {
    pin(name?: string): Promise<string>;
    prepare(): Promise<void>;
    undo(): Promise<void>;
    link(): string;
    results: { columns: { label: string }[] };
  }
  const use = <T>(work: (it: Used) => T | Promise<T>) =>
    page.locator("soupcon-exhibit").evaluate(work as never) as Promise<T>;
  await page.locator("soupcon-exhibit #play").waitFor();
  await use((it) => it.prepare());
  expect(await use((it) => it.pin())).toBe("P1");
  expect(await use((it) => it.pin("P3"))).toBe("P3");
  expect(await use((it) => it.pin("mine").catch(({ message }: Error) => message))).toBe(
    "name: must be one of P1, P2, P3, P4.",
  );
  await expect
    .poll(() => page.evaluate(() => (window as never as { told: unknown[] }).told))
    .toContainEqual(["pins", "host"]);
  expect(await use((it) => it.results.columns.map(({ label }) => label))).toContain("error, less P3");
  await use((it) => it.undo());
  await expect.poll(() => pins(page)).toHaveLength(1);
  const link = new URL(await use((it) => it.link()));
  await page.evaluate(
    (state) => {
      const other = document.createElement("soupcon-exhibit");
      other.setAttribute("exhibit", "forest-smoothers");
      other.setAttribute("state", state);
      document.querySelector("soupcon-exhibit")?.replaceWith(other);
    },
    link.hash.slice(1).replace("play=1", "play=0"),
  );
  await expect.poll(() => pins(page)).toEqual(["P1: the present settings (not computed)"]);
});
