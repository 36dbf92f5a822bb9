import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";

const PATH = "docs/figures/";

/** The gallery, all of it drawn, as for paper. */
async function gallery(options = {}): Promise<Page> {
  const page = await open(PATH, options);
  await page.locator("sp-figure svg.drawing > *").first().waitFor({ state: "attached" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.locator("#text svg.drawing rect.word").first().waitFor();
  await page.locator("#table tbody tr").first().waitFor();
  // What some kinds are drawn by comes late.
  await page.waitForFunction(() =>
    [...document.querySelectorAll("svg.drawing")].every((svg) => svg.querySelector("path, rect, text, line")),
  );
  return page;
}

/** What a click on a button of the files saves. */
async function saved(page: Page, figure: Locator, name: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test.each([1280, 390, 320])("the gallery has no barrier at %i pixels, in both themes, opened or not", async (width) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await gallery({ colorScheme, viewport: { width, height: 900 } });
    expect(await violations(page)).toEqual([]);
    for (const name of ["Table", "In words", "Export"]) {
      for (const figure of ["curve", "landscape", "images"])
        await page.locator(`#${figure}`).getByRole("button", { name, exact: true }).click();
    }
    await page.locator("#images .figure-words").waitFor();
    expect(await violations(page)).toEqual([]);
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(screen ?? 0);
  }
});

test("what is still on its way is not said to be open", async () => {
  const page = await gallery({ viewport: { width: 1280, height: 900 } });
  let arrive = () => {};
  const allowed = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(/\/sheet-[^/]*\.js$/, async (route) => {
    await allowed;
    await route.continue();
  });
  const button = page.locator("#curve").getByRole("button", { name: "Table", exact: true });
  const asked = page.waitForRequest(/\/sheet-/);
  await button.click();
  await asked;
  expect(await button.getAttribute("aria-controls")).toBe(null);
  expect(await button.getAttribute("aria-expanded")).toBe("false");
  arrive();
  await expect.poll(() => button.getAttribute("aria-expanded")).toBe("true");
  expect(await page.locator(`#${await button.getAttribute("aria-controls")}`).isVisible()).toBe(true);
});

test("a figure far below is drawn when it comes near, in a place that was kept for it", async () => {
  const page = await open(PATH, { viewport: { width: 390, height: 600 } });
  await page.locator("sp-figure svg.drawing > *").first().waitFor({ state: "attached" });
  await page.waitForTimeout(500);
  const far = page.locator("#scatter");
  const inside = far.locator("svg.drawing > *");
  expect(await inside.count()).toBe(0);
  const height = await far.evaluate((figure) => figure.clientHeight);
  await far.scrollIntoViewIfNeeded();
  await inside.first().waitFor({ state: "attached" });
  expect(await far.evaluate((figure) => figure.clientHeight)).toBe(height);
});

test("every kind is drawn, and nothing is drawn outside of its figure", async () => {
  const page = await gallery({ viewport: { width: 390, height: 900 } });
  const outside = await page.evaluate(() => {
    const found: string[] = [];
    for (const svg of document.querySelectorAll("svg.drawing")) {
      const box = svg.getBoundingClientRect();
      if (svg.querySelectorAll("path, rect, text, line").length < 3)
        found.push(`${svg.closest("section")?.id} is empty`);
      for (const text of svg.querySelectorAll("text")) {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const over = Math.max(box.left - left, right - box.right, box.top - top, bottom - box.bottom);
        if (over > 6) found.push(`${svg.closest("section")?.id}: ${text.textContent} by ${over.toFixed(0)}`);
      }
    }
    return found;
  });
  expect(outside).toEqual([]);
});

test("a figure is one tab stop; keys read its points, hold, and leave", async () => {
  const page = await gallery();
  const stage = page.locator("#curve .figure-stage");
  await stage.focus();
  await page.keyboard.press("ArrowRight");
  const value = () => stage.getAttribute("aria-valuetext");
  await expect.poll(value).toBe("best member, alpha −0.5: 92.8%");
  expect(await stage.getAttribute("role")).toBe("slider");
  await page.keyboard.press("PageDown");
  await expect.poll(value).toBe("best member, alpha 0.5: 92.8%");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect.poll(value).toMatch(/^soup, alpha 0\.5: 94\.1% \[92\.9%, 95\.3%\]$/);
  expect(await page.locator("#curve .readout").textContent()).toBe(await value());
  await page.keyboard.press("Enter");
  await page.locator("#curve .figure-stage[data-held]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#curve .readout").waitFor({ state: "detached" });
  await page.keyboard.press("t");
  await expect.poll(() => page.locator("#curve tbody tr").count()).toBe(21);
  await page.keyboard.press("d");
  await page.locator("#curve .figure-words", { hasText: "Highest: ensemble, 95.1% at 0.5." }).waitFor();
  expect(await page.locator("#status").textContent()).toContain("Soup: ");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Table");
});

test("maps are read by keys and by the pointer, at one place on all of them", async () => {
  const page = await gallery();
  const stage = page.locator("#multiples .figure-stage");
  const value = () => stage.getAttribute("aria-valuetext");
  const panels = () => stage.locator(".said").allTextContents();
  await stage.focus();
  expect(await stage.getAttribute("role")).toBe("slider");
  for (const key of ["ArrowRight", "PageDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await expect
    .poll(value)
    .toMatch(/^\d+ % from the left, \d+ % from below: m1: A \(\d+\.\d%\); m2: .*; soup: A \(\d+\.\d%\)$/);
  expect(await panels()).toHaveLength(6);
  expect(await stage.locator(".spot").count()).toBe(6);
  for (const words of await panels()) expect(await value()).toContain(words);
  expect(await stage.locator(".readout").textContent()).toBe((await value())?.split(":")[0]);
  const above = await value();
  await page.keyboard.press("ArrowUp");
  await expect.poll(value).not.toBe(above);
  const from = (words: string | null) => Number(/(\d+) % from below/.exec(words ?? "")?.[1]);
  expect(from(await value())).toBeGreaterThan(from(above));
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect.poll(panels).toEqual([]);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Table");
  const map = page.locator("#boundary .read");
  await map.scrollIntoViewIfNeeded();
  const { width = 0, height = 0 } = (await map.boundingBox()) ?? {};
  await map.hover({ position: { x: width / 4, y: height * 0.9 } });
  await expect
    .poll(() => page.locator("#boundary .readout").textContent())
    .toMatch(/^2\d % from the left, (9|1\d) % from below: B \(/);
  await map.click({ position: { x: width / 4, y: height * 0.9 } });
  await page.locator("#boundary .figure-stage[data-held]").waitFor();
});

test("arrows move over a heat map as they point", async () => {
  const page = await gallery();
  const stage = page.locator("#heat .figure-stage");
  await stage.focus();
  const y = () => page.locator("#heat .overlay circle").first().getAttribute("cy").then(Number);
  await page.keyboard.press("ArrowRight");
  await page.locator("#heat .readout").waitFor();
  const first = await y();
  await page.keyboard.press("ArrowDown");
  await expect.poll(y).toBeGreaterThan(first);
  await page.keyboard.press("ArrowUp");
  await expect.poll(y).toBe(first);
});

test("the pointer reads the nearest point; a click says which, and where", async () => {
  const page = await gallery();
  await page.evaluate(`document.addEventListener("figure-pick", (e) => { window.picked = e.detail; });
    document.addEventListener("figure-point", (e) => { window.pointed = e.detail; });`);
  const stage = page.locator("#landscape .figure-stage");
  await stage.scrollIntoViewIfNeeded();
  await stage.click({ position: { x: 150, y: 120 } });
  const { picked, pointed } = (await page.evaluate(`({ picked: window.picked, pointed: window.pointed })`)) as {
    picked: { x: number; y: number };
    pointed: { series: number; index: number };
  };
  expect(picked.x).toBeGreaterThan(-1);
  expect(picked.y).toBeLessThan(2);
  // The grid has 33 places from −1 to 2 on both axes.
  expect(Math.abs(pointed.index - ((picked.x + 1) / 3) * 32)).toBeLessThanOrEqual(1);
  expect(Math.abs(pointed.series - ((picked.y + 1) / 3) * 32)).toBeLessThanOrEqual(1);
  expect(await page.locator("#landscape .readout").textContent()).toMatch(/: error \d\.\d\d$/);
});

test("files of a curve: an SVG that stands alone, a PNG of the right size, rows", async () => {
  const page = await gallery({ colorScheme: "dark" });
  const figure = page.locator("#curve");
  await figure.getByRole("button", { name: "Export", exact: true }).click();
  const svg = await saved(page, figure, "SVG");
  expect(svg.name).toBe("soupcon-docs-curve.svg");
  const text = svg.bytes.toString("utf8");
  const root = await page.evaluate((text) => {
    const found = new DOMParser().parseFromString(text, "image/svg+xml");
    const { documentElement: svg } = found;
    return {
      name: svg.localName,
      width: Number(svg.getAttribute("width")),
      height: Number(svg.getAttribute("height")),
      texts: svg.textContent,
    };
  }, text);
  expect(root.name).toBe("svg");
  expect(text).not.toMatch(/var\(|<script/);
  expect(text).toContain("#15171c");
  expect(root.texts).toContain("majority class");
  for (const scale of [1, 2, 4]) {
    const png = await saved(page, figure, `PNG ${scale}×`);
    expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(png.bytes.readUInt32BE(16)).toBe(root.width * scale);
    expect(png.bytes.readUInt32BE(20)).toBe(root.height * scale);
  }
  const csv = (await saved(page, figure, "CSV")).bytes.toString("utf8").split("\r\n");
  expect(csv.find((row) => row.startsWith("alpha,"))).toBe(
    'alpha,best member,ensemble,soup,"soup, low","soup, high",student,P1 soup,majority class',
  );
  expect(csv.filter((row) => /^-?\d/.test(row))).toHaveLength(21);
});

test("a map is a file too: its picture, its border, its points", async () => {
  const page = await gallery();
  const figure = page.locator("#boundary");
  await figure.getByRole("button", { name: "Export", exact: true }).click();
  const text = (await saved(page, figure, "SVG")).bytes.toString("utf8");
  expect(text.match(/class="point"/g)).toHaveLength(120);
  expect(text.match(/class="border"/g)).toHaveLength(2);
  expect(text).toContain("data:image/png;base64,");
});

test("a curve can be heard, and stopped", async () => {
  const page = await gallery();
  const figure = page.locator("#curve");
  await figure.getByRole("button", { name: "Hear" }).click();
  await figure.getByRole("button", { name: "Stop" }).click();
  await figure.getByRole("button", { name: "Hear" }).waitFor();
});

test("a table is sorted by its headings", async () => {
  const page = await gallery();
  const cells = page.locator("#table tbody tr td:nth-child(2)");
  await page.locator("#table").getByRole("button", { name: "accuracy, %" }).click();
  await expect.poll(() => cells.first().textContent()).toBe("92.8");
  await page.locator("#table").getByRole("button", { name: "accuracy, %" }).click();
  await expect.poll(() => cells.first().textContent()).toBe("95.1");
  expect(await page.locator("#table th[aria-sort=descending]").count()).toBe(1);
});

test("axes grow and never shrink while the key is the same", async () => {
  const page = await gallery();
  const ticks = (y: number[], key: string) =>
    page.evaluate(
      async ([y, key]) => {
        const element = document.querySelector("#loss sp-figure") as HTMLElement & {
          figure: object;
          updateComplete: Promise<unknown>;
        };
        const series = [{ id: "a", role: "soup", label: "a", x: [0, 1], y }];
        element.figure = {
          id: "grow",
          key,
          kind: "curve",
          title: "t",
          caption: "",
          sentence: "",
          y: { label: "loss" },
          series,
        };
        await element.updateComplete;
        return [...element.querySelectorAll("svg.drawing text[text-anchor=end]")].map(({ textContent }) => textContent);
      },
      [y, key] as const,
    );
  const wide = await ticks([0, 8], "run 1");
  expect(await ticks([0, 1], "run 1")).toEqual(wide);
  expect(await ticks([0, 1], "run 2")).not.toEqual(wide);
});

test("names that find no place are buttons: focus lights a line, Enter hides it and shows it again", async () => {
  const page = await open("e/forest-smoothers/", { viewport: { width: 360, height: 800 } });
  const figure = page.locator("#figure-self-regulation sp-figure");
  await figure.scrollIntoViewIfNeeded();
  const names = figure.locator(".legend button");
  await names.first().waitFor();
  // Its lines are drawn once it is near what is seen.
  await figure.locator("svg.drawing .series").first().waitFor({ state: "attached" });
  expect(await names.allInnerTexts()).toContain("tree (recorded)");
  expect(await figure.locator("svg.drawing text.label").count()).toBe(0);
  const lines = () => figure.locator("svg.drawing .series").count();
  const faded = () => figure.locator('svg.drawing .series[opacity="0.35"]').count();
  const drawn = () =>
    figure.locator("svg.drawing .line").evaluateAll((all) => all.filter((one) => one.getAttribute("d")).length);
  const [all, before] = [await lines(), await drawn()];
  expect(await names.count()).toBe(all);
  expect(await faded()).toBe(0);
  const tree = figure.getByRole("button", { name: "tree (recorded)", exact: true });
  await tree.focus();
  await expect.poll(faded).toBe(all - 1);
  await page.keyboard.press("Enter");
  await expect.poll(drawn).toBe(before - 1);
  expect(await tree.getAttribute("aria-pressed")).toBe("false");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect.poll(drawn).toBe(before);
  await page.setViewportSize({ width: 700, height: 800 });
  await expect.poll(() => figure.locator("svg.drawing text.label").count()).toBeGreaterThan(0);
  expect(await names.count()).toBe(0);
});
