/** What a page asks of an element: its methods and their signals, its poster, autoplay, and its life out of the page. */

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { hosted } from "./host.ts";

/** Quick to prepare, at the smallest settings. */
const QUICK = "forest-smoothers";
const SMALL = "n=50&l=10";
const element = (more = "", { state = `rep=1&${SMALL}`, e = QUICK, children = "" } = {}) =>
  `<soupcon-exhibit exhibit="${e}" state="${state}" ${more}>${children}</soupcon-exhibit>`;

interface Until {
  signal?: AbortSignal;
}
interface Used extends HTMLElement {
  value: Record<string, unknown>;
  status: string;
  progress: { phase: string; step: number; steps: number };
  results: unknown;
  ready: Promise<void>;
  play(until?: Until): Promise<void>;
  prepare(until?: Until): Promise<void>;
  step(n?: number, until?: Until): Promise<void>;
  pause(): Promise<void>;
  reset(): Promise<void>;
  set(name: string, value: unknown): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
}
const use = <T>(page: Page, work: (it: Used) => T | Promise<T>) =>
  page.locator("soupcon-exhibit").evaluate(work as never) as Promise<T>;
const ready = (page: Page) => page.locator("soupcon-exhibit #play").waitFor();
const status = (page: Page) => use(page, (it) => it.status);
const becomes = (page: Page, wanted: string) =>
  page.waitForFunction((wanted) => document.querySelector<Used>("soupcon-exhibit")?.status === wanted, wanted);

/** A page with an exhibit below the window, brought half into view. */
async function scrolled(more: string, reducedMotion: "reduce" | "no-preference", height = 800): Promise<Page> {
  const page = await hosted(`<div style="height:2000px"></div>${element(`loading="eager" ${more}`)}`, {
    reducedMotion,
    viewport: { width: 1200, height },
  });
  await ready(page);
  expect(await status(page)).toBe("poster");
  const seen = (pixels: number) =>
    page.evaluate((pixels) => {
      const top = document.querySelector("soupcon-exhibit")?.getBoundingClientRect().top ?? 0;
      scrollBy(0, top - innerHeight + pixels);
    }, pixels);
  await seen(100);
  await page.waitForTimeout(300);
  expect(await status(page)).toBe("poster");
  const whole = await page.locator("soupcon-exhibit").evaluate((it) => it.clientHeight);
  await seen(Math.min(whole, height) * 0.6);
  return page;
}

test("autoplay begins when half is seen, and only once", async () => {
  const page = await scrolled("autoplay", "no-preference");
  await becomes(page, "finished");
  await use(page, (it) => it.reset());
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(200);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(300);
  expect(await status(page)).toBe("poster");
});

test("in a window too low for half of an exhibit, half a window of it is enough for autoplay", async () => {
  await becomes(await scrolled("autoplay", "no-preference", 300), "finished");
});

test("autoplay waits for Play where less motion is asked for", async () => {
  const page = await scrolled("autoplay", "reduce");
  await page.waitForTimeout(500);
  expect(await status(page)).toBe("poster");
  await page.locator("soupcon-exhibit #play").click();
  await becomes(page, "finished");
});

test("a poster is shown until the exhibit has come, once, wherever the element is moved meanwhile", async () => {
  const drawn = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'/>";
  const page = await hosted(
    `<div id="far" style="margin-top:4000px">${element(`poster="${drawn}"`, { children: "<p>Without scripts</p>" })}</div>`,
  );
  const shown = () =>
    use(page, (it) => [...(it.shadowRoot?.querySelectorAll("img") ?? [])].map(({ naturalWidth }) => naturalWidth));
  await page.waitForFunction(
    () => document.querySelector("soupcon-exhibit")?.shadowRoot?.querySelector("img")?.complete,
  );
  expect(await shown()).toEqual([90]);
  await use(page, (it) => document.querySelector("#far")?.append(it));
  expect(await shown()).toEqual([90]);
  expect(await use(page, (it) => it.matches(":state(poster)"))).toBe(true);
  await page.locator("soupcon-exhibit").scrollIntoViewIfNeeded();
  await ready(page);
  expect(await shown()).toEqual([]);
});

test("a child in the poster's place is shown instead of the recorded figure, until the exhibit has come", async () => {
  const page = await hosted(
    `<div style="height:4000px"></div>${element("", { children: '<b slot="poster">Soon</b><p>Without scripts</p>' })}`,
  );
  await page.waitForFunction(() => customElements.get("soupcon-exhibit") !== undefined);
  expect(await page.getByText("Soon").isVisible()).toBe(true);
  await page.locator("soupcon-exhibit").scrollIntoViewIfNeeded();
  await ready(page);
  expect(await page.getByText("Soon").isVisible()).toBe(false);
  expect(await page.getByText("Without scripts").isVisible()).toBe(false);
});

test("play, prepare and step end with their signal, and say its reason", async () => {
  const page = await hosted(element("", { state: `rep=10&${SMALL}` }));
  await ready(page);
  const ends = await use(page, async (it) => {
    const told = (work: Promise<void>) =>
      work.then(
        () => "done",
        (why) => String(why),
      );
    const soon = async (work: (until: Until) => Promise<void>, phases: string[]) => {
      const control = new AbortController();
      const end = told(work({ signal: control.signal }));
      while (!phases.includes(it.status)) await new Promise((next) => setTimeout(next, 5));
      control.abort("enough");
      return end;
    };
    return [
      await told(it.play({ signal: AbortSignal.abort("before") })),
      await soon((until) => it.play(until), ["loading"]),
      await soon((until) => it.prepare(until), ["loading", "preparing"]),
      await soon((until) => it.step(30, until), ["running"]),
      await told(it.step(0)),
      await told(it.step(1.5)),
    ];
  });
  expect(ends.slice(0, 4)).toEqual(["before", "enough", "enough", "enough"]);
  expect(ends[4]).toMatch(/^RangeError: n:/);
  expect(ends[5]).toMatch(/^RangeError: n:/);
  await page.waitForFunction(() =>
    ["poster", "cancelled"].includes(document.querySelector<Used>("soupcon-exhibit")?.status ?? ""),
  );
});

test("each step prepares as many seeds more, and has ended when its promise has", async () => {
  const page = await hosted(element('seed="4"', { e: "run-off-election", state: "d=blobs&k=5&n=1000" }));
  await ready(page);
  const steps = await use(page, async (it) => {
    const seen: unknown[] = [];
    for (const n of [2, undefined, 1]) {
      await it.step(n);
      const { phase, step, steps } = it.progress;
      seen.push([phase, step, steps]);
    }
    return seen;
  });
  expect(steps).toEqual([
    ["finished", 2, 2],
    ["finished", 3, 3],
    ["finished", 4, 4],
  ]);
});

test("a second play ends with the first", async () => {
  const page = await hosted(element("", { state: `rep=3&${SMALL}` }));
  await ready(page);
  const ends = await use(page, async (it) => {
    const first = it.play();
    await it.play();
    const { step } = it.progress;
    await first;
    return [step, it.progress.step, it.status];
  });
  expect(ends).toEqual([3, 3, "finished"]);
});

test("changes are undone and done again, and told as the page's own", async () => {
  const page = await hosted(`${element()}<script>
    window.told = [];
    document.addEventListener("soupcon-change", ({ detail }) => told.push([detail.source, detail.state.trees]));
  </script>`);
  await ready(page);
  const trees = await use(page, async (it) => {
    const rest = () => new Promise((done) => setTimeout(done, 250));
    const at = [it.value.trees];
    for (const work of [() => it.set("trees", 20), () => it.set("trees", 5)]) await work();
    for (const work of [() => it.undo(), () => it.undo(), () => it.undo(), () => it.redo(), () => it.redo()]) {
      await work();
      at.push(it.value.trees);
    }
    await rest();
    return at;
  });
  expect(trees).toEqual([50, 20, 50, 50, 20, 5]);
  expect(await page.evaluate(() => (window as never as { told: unknown[] }).told)).toEqual([["host", 5]]);
});

test("reset goes back to what was recorded and keeps the settings", async () => {
  const page = await hosted(element());
  await ready(page);
  await use(page, (it) => it.set("trees", 20));
  await use(page, (it) => it.play());
  expect(await use(page, (it) => it.results)).toBeTruthy();
  await use(page, (it) => it.reset());
  expect(await use(page, (it) => [it.status, it.results, it.value.trees])).toEqual(["poster", undefined, 20]);
  await page.locator("soupcon-exhibit sp-figure .badge", { hasText: "recorded" }).first().waitFor();
  await use(page, (it) => it.play());
  expect(await status(page)).toBe("finished");
});

test("out of the page work waits, and goes on when the element is put in again", async () => {
  const page = await hosted(element("", { state: `rep=5&${SMALL}` }));
  await ready(page);
  const seeds = await use(page, async (it) => {
    const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
    const end = it.play();
    while (it.progress.step < 1) await wait(5);
    it.remove();
    await wait(200);
    const held = it.progress.step;
    await wait(300);
    const still = it.progress.step;
    document.body.append(it);
    await end;
    return { held, still, end: it.progress.step };
  });
  expect(seeds.held).toBeLessThan(5);
  expect(seeds.still).toBe(seeds.held);
  expect(seeds.end).toBe(5);
});

test("thirty seconds out of the page its memory is free; put in again it has its settings", async () => {
  const page = await hosted(element());
  await ready(page);
  await use(page, (it) => it.set("trees", 20));
  await use(page, (it) => it.play());
  expect(page.workers().length).toBeGreaterThan(0);
  await page.clock.install();
  await page.evaluate(() => {
    const it = document.querySelector<Used>("soupcon-exhibit") as Used;
    (window as never as { kept: Used }).kept = it;
    it.remove();
  });
  const kept = () =>
    page.evaluate(() => {
      const { kept } = window as never as { kept: Used };
      return [kept.status, kept.results !== undefined, kept.value.trees];
    });
  await page.clock.fastForward(29_000);
  expect(await kept()).toEqual(["finished", true, 20]);
  await page.clock.fastForward(2_000);
  expect(await kept()).toEqual(["poster", false, 20]);
  expect(
    await page.evaluate(
      () => (window as never as { kept: Used }).kept.shadowRoot?.querySelectorAll("sp-figure").length,
    ),
  ).toBe(0);
  await page.clock.fastForward(31_000);
  await expect.poll(() => page.workers().length).toBe(0);
  await page.evaluate(() => document.body.append((window as never as { kept: Used }).kept));
  await use(page, (it) => it.play());
  expect(await use(page, (it) => [it.status, it.value.trees])).toEqual(["finished", 20]);
  await page.locator("soupcon-exhibit sp-figure .badge", { hasText: "live" }).first().waitFor();
  await page.locator("soupcon-exhibit #sentence", { hasText: "20 trees" }).waitFor();
});

test("where there is no window the modules only say what they have", async () => {
  expect(typeof globalThis.window).toBe("undefined");
  const load = (file: string) => import(/* @vite-ignore */ new URL(`../../dist/${file}`, import.meta.url).href);
  for (const file of ["soupcon.js", "npm/element.js"])
    expect((await load(file)).SoupconExhibit.version).toMatch(/^\d+\.\d+\.\d+$/);
  for (const file of ["soupcon-widget.js", "npm/widget.js"])
    expect((await load(file)).default.render).toBeTypeOf("function");
});

test("a page's styles reach its parts, and its width is a state", async () => {
  const page = await hosted(
    `<style>soupcon-exhibit::part(play) { letter-spacing: 3px } soupcon-exhibit::part(figure-title) { letter-spacing: 2px }
     soupcon-exhibit::part(slider), soupcon-exhibit::part(number) { letter-spacing: 1px }
     soupcon-exhibit:state(small) { outline: 4px solid } soupcon-exhibit:state(railed) { --sp-rail: 200px }</style>
     ${element('controls="all"')}`,
    { viewport: { width: 400, height: 900 } },
  );
  await ready(page);
  const style = (of: string, name: string) =>
    page
      .locator(`soupcon-exhibit ${of}`)
      .first()
      .evaluate((it, name) => getComputedStyle(it).getPropertyValue(name), name);
  expect(await style("#play", "letter-spacing")).toBe("3px");
  expect(await style("sp-figure h3", "letter-spacing")).toBe("2px");
  expect(await style("input[type=range]", "letter-spacing")).toBe("1px");
  const outlined = () => page.locator("soupcon-exhibit").evaluate((it) => getComputedStyle(it).outlineWidth);
  expect(await outlined()).toBe("4px");
  await page.setViewportSize({ width: 1400, height: 900 });
  await expect.poll(outlined).not.toBe("4px");
  await expect.poll(() => page.locator("soupcon-exhibit #controls").evaluate((it) => it.clientWidth)).toBe(200);
});
