import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open } from "./browser.ts";
import { measured, playground, SHORT, train } from "./playground.ts";

test.each(["light", "dark"] as const)("no rule of accessibility is broken, %s", async (colorScheme) => {
  const page = await playground(SHORT, { colorScheme });
  await train(page);
  await page.locator("#panel .sentence", { hasText: "Best on" }).waitFor();
  expect(await violations(page)).toEqual([]);
  for (const name of ["Change who learns, and how", "Distil it into a student"]) await page.getByText(name).click();
  for (const [way, tab] of [
    ["three", "attack"],
    ["plane", "training"],
    ["line", "shift"],
  ]) {
    await page.locator(`input[value="${way}"]`).check();
    await page.locator(`#tab-${tab}`).click();
    await page.locator("#panel .sentence", { hasText: /%/ }).first().waitFor();
    expect(await violations(page), `${way}, ${tab}`).toEqual([]);
  }
});

test.each([320, 390, 800, 1280])("at %i pixels nothing scrolls sideways", async (width) => {
  const page = await playground("eng=cpu&sp=max&ste=20", { viewport: { width, height: 800 } });
  await train(page);
  await page.locator("#panel .sentence", { hasText: "Best on" }).waitFor();
  const folded = ["Change who learns, and how", "Distil it into a student"];
  if (width < 672) folded.push("Change the data");
  for (const name of folded) await page.getByText(name).click();
  for (const way of ["ensemble", "line", "three", "plane"]) {
    await page.locator(`input[value="${way}"]`).check();
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth]);
    expect(Math.max(...widths), way).toBeLessThanOrEqual(width);
  }
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll("button, select, input, svg, canvas")]
      .filter((element) => !element.closest(".scroller, [popover], dialog"))
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(outside).toEqual([]);
  if (width < 400) expect(await violations(page)).toEqual([]);
});

test("on a phone the first maps are on the first screen; what the data are made of unfolds", async () => {
  const page = await open("kitchen/", { viewport: { width: 390, height: 844 } });
  await page.locator(".member canvas").first().waitFor();
  const [map, bar] = [
    await page.locator(".member sp-map").first().boundingBox(),
    await page.locator(".runbar").boundingBox(),
  ];
  expect((map?.y ?? 999) + (map?.height ?? 0)).toBeLessThan(bar?.y ?? 0);
  const noise = page.locator("#c-noise");
  expect(await noise.isVisible()).toBe(false);
  // It is folded here, so that each width is seen to have arrived before the next.
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect.poll(() => noise.isVisible()).toBe(true);
  expect(await page.getByText("Change the data").isVisible()).toBe(false);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => noise.isVisible()).toBe(false);
  await page.getByText("Change the data").click();
  expect(await noise.isVisible()).toBe(true);
  const few = await playground(`${SHORT}&ui=only:noise`, { viewport: { width: 390, height: 844 } });
  expect(await few.locator("#c-noise").isVisible()).toBe(true);
});

test("with less motion nothing moves, and the page still shows the end", async () => {
  const page = await playground(SHORT, { reducedMotion: "reduce" });
  const moving = await page.evaluate(() => {
    const still = ["0s", "0.01ms", "1e-05s"];
    return [...document.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationDuration } = getComputedStyle(one);
      return [transitionDuration, animationDuration].some((text) =>
        text.split(", ").some((part) => !still.includes(part)),
      );
    }).length;
  });
  expect(moving).toBe(0);
  await train(page);
  await measured(page, 20);
});

test("the end is said to those who listen", async () => {
  const page = await playground(SHORT);
  await train(page);
  await page.locator("#status", { hasText: "Step 20. Soup" }).waitFor({ state: "attached" });
});

test("what is far away is drawn before a print begins", async () => {
  const page = await playground("m=64&eng=cpu&ste=20&st=same&n=100", { viewport: { width: 390, height: 300 } });
  const [before, after] = await page.evaluate(() => {
    const maps = () => [...document.querySelectorAll<HTMLElement & { figure?: object }>("sp-map")];
    // What has never been drawn has the size that all canvases begin with.
    const blank = () =>
      maps().filter(
        (map) =>
          map.figure && map.querySelector("canvas")?.width === 300 && map.querySelector("canvas")?.height === 150,
      );
    const count = blank().length;
    dispatchEvent(new Event("beforeprint"));
    return [count, blank().length];
  });
  expect(before).toBeGreaterThan(0);
  expect(after).toBe(0);
});

test("in print there are no buttons; the front page leads everywhere", async () => {
  const page = await playground(SHORT);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".runbar").isVisible()).toBe(false);
  expect(await page.locator("#tab-table").isVisible()).toBe(false);
  const front = await open("");
  expect(await violations(front)).toEqual([]);
  const hrefs = await front.locator("nav a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(hrefs).toEqual(["./", "kitchen/", "merge/", "teach/", "docs/"]);
});
