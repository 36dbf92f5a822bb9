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
  await page.waitForFunction(() => (window as never as { told: string[][] }).told.some(([name]) => name === "result"));
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

interface Used extends HTMLElement {
  value: Record<string, unknown>;
  set(name: string, value: unknown): Promise<void>;
  prepare(): Promise<void>;
  describe(of?: { figure?: string; length?: string }): string;
  snapshot(of?: { figure?: string; format?: string }): Promise<Blob>;
  exportData(of?: { figure?: string; format?: string }): Promise<Blob>;
  link(as?: { embed?: boolean }): string;
  controls: string;
  noLink: boolean;
}
const use = <T>(page: Page, work: (it: Used) => T | Promise<T>) =>
  page
    .locator("soupcon-exhibit")
    .first()
    .evaluate(work as never) as Promise<T>;

test("a page chooses controls, figures and what is locked", async () => {
  const page = await hosted(
    element('controls="trees,snr" figures="self-regulation,effective-parameters" lock="snr" no-link'),
  );
  await ready(page);
  await page.locator("soupcon-exhibit sp-figure").nth(1).waitFor();
  const { names, figures } = await chosen(page);
  expect(names).toEqual(expect.arrayContaining(["trees", "snr"]));
  expect(names).toHaveLength(2);
  expect(figures).toHaveLength(2);
  expect(await page.locator("soupcon-exhibit [data-name=snr]").textContent()).toContain("set by the page");
  expect(await page.locator("soupcon-exhibit #home").isVisible()).toBe(false);
  await use(page, (it) => {
    it.controls = "none";
    it.noLink = true;
  });
  expect(await page.locator("soupcon-exhibit #controls").isVisible()).toBe(false);
});

const chosen = async (page: Page) => ({
  names: await page
    .locator("soupcon-exhibit .control")
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.name)),
  figures: await page.locator("soupcon-exhibit sp-figure").evaluateAll((all) => all.map(({ id }) => id)),
});

test("methods give words, pictures and numbers, and refuse by name", async () => {
  const page = await hosted(`${element()}<script>
    document.addEventListener("soupcon-error", (e) => (window.fault = e.detail));</script>`);
  await ready(page);
  await use(page, (it) => it.prepare());
  const figure = await page.locator("soupcon-exhibit .plate").first().getAttribute("id");
  const id = (figure ?? "").replace("figure-", "");
  const out = await page.locator("soupcon-exhibit").evaluate(async (it, id) => {
    const used = it as Used;
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => "",
        (why: Error) => why.message,
      );
    return {
      words: used.describe({ figure: id, length: "long" }),
      svg: await (await used.snapshot({ figure: id, format: "svg" })).text(),
      png: (await used.snapshot({ figure: id, format: "png" })).size,
      csv: await (await used.exportData({ figure: id, format: "csv" })).text(),
      all: JSON.parse(await (await used.exportData()).text()) as { results: { findings: unknown[] } },
      frame: used.link({ embed: true }),
      refused: [
        await refused(used.set("nonsense", 1)),
        await refused(used.set("snr", "loud")),
        await refused(used.snapshot({ figure: "none" })),
        await refused(used.exportData({ figure: id, format: "xls" })),
      ],
    };
  }, id);
  expect(out.words.length).toBeGreaterThan(40);
  expect(out.svg).toContain("<svg");
  expect(out.svg).not.toContain("var(--");
  expect(out.png).toBeGreaterThan(5000);
  expect(out.csv).toMatch(/^# figure: /);
  expect(out.csv).toContain(`# link: ${site}e/${QUICK}/#`);
  expect(out.all.results.findings.length).toBeGreaterThan(2);
  expect(out.frame).toMatch(new RegExp(`^${site}embed/\\?e=${QUICK}#`));
  expect(out.refused.map((words) => words.split(":")[0])).toEqual(["nonsense", "snr", "figure", "format"]);
  await use(page, (it) => {
    it.value = { trees: -7 };
  });
  await page.waitForFunction(() => "fault" in window);
  expect(await page.evaluate(() => (window as never as { fault: { code: string } }).fault.code)).toBe("E-VALUE");
});

test("a page may refuse what a visitor changes, and hears who changed what", async () => {
  const page = await hosted(`${element('controls="all"')}<script>
    window.told = [];
    document.addEventListener("soupcon-before-change", (e) => {
      if (e.detail.name === "trees") e.preventDefault();
    });
    document.addEventListener("soupcon-change", (e) => told.push([e.detail.source, ...e.detail.changed]));
  </script>`);
  await ready(page);
  const trees = () => use(page, (it) => it.value.trees);
  const before = await trees();
  const field = page.locator("soupcon-exhibit [data-name=trees] input").first();
  await field.focus();
  await field.press("ArrowRight");
  expect(await trees()).toBe(before);
  await use(page, (it) => it.set("trees", 20));
  await page.waitForFunction(() => (window as never as { told: unknown[] }).told.length > 0);
  expect(await page.evaluate(() => (window as never as { told: unknown[] }).told)).toEqual([["host", "trees"]]);
});

test("a page hears of each change before it is made, but for what it has locked", async () => {
  const page = await hosted(`${element('lock="trees"')}<script>
    window.asked = [];
    document.addEventListener("soupcon-before-change", (e) => {
      asked.push(e.detail.name);
      if (e.detail.to === 7) e.preventDefault();
    });
  </script>`);
  await ready(page);
  const field = page.locator("soupcon-exhibit #seed");
  await field.fill("7");
  await field.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("0");
  await page.locator("soupcon-exhibit #repetitions").selectOption("3");
  await page.getByRole("button", { name: "Undo" }).click();
  expect(await use(page, (it) => [it.value.seed, it.value.repetitions])).toEqual([0, "1"]);
  await use(page, (it) => it.set("trees", 20));
  await page.getByRole("button", { name: "Restore defaults" }).first().click();
  expect(await use(page, (it) => [it.value.trees, it.value.repetitions])).toEqual([20, "5"]);
  expect(await page.evaluate(() => (window as never as { asked: string[] }).asked)).toEqual([
    "seed",
    ...Array(3).fill("repetitions"),
  ]);
});

test("what is done is said in the first exhibit that is seen", async () => {
  const page = await hosted(`<div hidden>${element()}</div>${element()}`);
  const shown = page.locator("soupcon-exhibit").last();
  await shown.locator(".figure-stage[tabindex]").first().focus();
  await page.keyboard.press("d");
  const words = await shown.locator(".figure-words").textContent();
  await shown.locator("#status", { hasText: words ?? "" }).waitFor({ state: "attached" });
  expect(await page.locator("soupcon-exhibit").first().locator("#status").allTextContents()).not.toContain(words);
});

test("a long state comes from a file, one of another exhibit is refused", async () => {
  const state = { soupcon: 1, page: QUICK, state: { trees: 20 }, pins: [] };
  const data = (value: unknown) => `data:application/json,${encodeURIComponent(JSON.stringify(value))}`;
  const page = await hosted(element(`src='${data(state)}'`));
  await ready(page);
  expect(await use(page, (it) => it.value.trees)).toBe(20);
  const other = await hosted(
    `<script>document.addEventListener("soupcon-error", (e) => (window.fault = e.detail));</script>${element(`src='${data({ ...state, page: "pld" })}'`)}`,
  );
  await other.waitForFunction(() => "fault" in window);
  expect(await other.evaluate(() => (window as never as { fault: { message: string } }).fault.message)).toContain(
    "pld",
  );
});

test("text below hardly moves when an exhibit arrives", async () => {
  // Before the script has come, only the page itself can keep the space.
  const kept = "<style>soupcon-exhibit:not(:defined) { display: block; min-height: 860px }</style>";
  const page = await hosted(`${kept}<p>Before</p>${element()}<p>After</p><script>
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });</script>`);
  await ready(page);
  await page.waitForTimeout(1000);
  expect(await page.evaluate(() => (window as never as { shift: number }).shift)).toBeLessThan(0.02);
});

test("a page chooses how an exhibit is laid out", async () => {
  const page = await hosted(`<div style="width:700px">${element('layout="figure"')}</div>`);
  await ready(page);
  await page.locator("soupcon-exhibit .plate").waitFor();
  const isSeen = (place: string) => page.locator(`soupcon-exhibit ${place}`).isVisible();
  expect(await Promise.all(["#lead", "#sentence", "#bar", ".rail", "#title", "#home"].map(isSeen))).toEqual([
    ...[true, true, true],
    ...[false, false, false],
  ]);
  const beside = async (layout: string) => {
    await use(page, (it) => it.removeAttribute("layout"));
    await page.locator("soupcon-exhibit").evaluate((it, layout) => it.setAttribute("layout", layout), layout);
    const [lead, rail] = await Promise.all(
      ["#lead", ".rail"].map((place) => page.locator(`soupcon-exhibit ${place}`).boundingBox()),
    );
    return (rail?.x ?? 0) > (lead?.x ?? 0) + (lead?.width ?? 0);
  };
  expect(await beside("wide")).toBe(true);
  expect(await beside("auto")).toBe(false);
  await page
    .locator("div")
    .first()
    .evaluate((it) => {
      it.style.width = "1150px";
    });
  expect(await beside("auto")).toBe(true);
  expect(await beside("stack")).toBe(false);
});

test("the keys of an exhibit work for those who are inside of it, unless the page takes the letters away", async () => {
  const page = await hosted(`${element()}${element()}`);
  await page.locator("soupcon-exhibit #play").nth(1).waitFor();
  const stage = page.locator("soupcon-exhibit").first().locator(".figure-stage[tabindex]").first();
  await stage.focus();
  const seeds = () => page.locator("soupcon-exhibit").evaluateAll((all) => all.map((it) => (it as Used).value.seed));
  await page.keyboard.press("s");
  expect(await seeds()).toEqual([1, 0]);
  await page.keyboard.press("Control+z");
  expect(await seeds()).toEqual([0, 0]);
  await page.keyboard.press("?");
  await page.locator("soupcon-exhibit").first().locator(".keys").waitFor();
  await page.keyboard.press("Escape");
  await stage.focus();
  await use(page, (it) => it.toggleAttribute("no-shortcuts", true));
  await page.locator("soupcon-exhibit").first().locator(".keys").waitFor({ state: "detached" });
  await page.keyboard.press("s");
  await page.keyboard.press("t");
  expect(await seeds()).toEqual([0, 0]);
  expect(await page.locator("soupcon-exhibit sp-table").count()).toBe(0);
  await use(page, (it) => it.toggleAttribute("no-shortcuts", false));
  await page.locator("soupcon-exhibit").first().locator(".keys").waitFor({ state: "attached" });
  await page.keyboard.press("t");
  await page.locator("soupcon-exhibit sp-table").waitFor();
});

test("with detail=full a figure says more of itself, and so does describe()", async () => {
  const page = await hosted(element());
  await ready(page);
  const said = () => page.locator("soupcon-exhibit .figure-stage").first().getAttribute("aria-valuetext");
  const sentence = await page.locator("soupcon-exhibit .plate .sentence").first().textContent();
  await expect.poll(said).toBe(sentence);
  const id = await page.locator("soupcon-exhibit .plate").first().getAttribute("id");
  const words = () =>
    page.locator("soupcon-exhibit").evaluate((it, figure) => (it as Used).describe({ figure }), id?.slice(7));
  const brief = await words();
  await use(page, (it) => it.setAttribute("detail", "full"));
  const full = await words();
  expect(full.length).toBeGreaterThan(brief.length);
  await expect.poll(said).toBe(`${sentence} ${full}`);
});

test("a link narrows a number: the control shows and keeps it, what is above is brought back and said", async () => {
  const page = await hosted(
    `<soupcon-exhibit exhibit="${QUICK}" state="rep=1&amp;t=45&amp;ui=max:trees=30,lock:seed"></soupcon-exhibit>`,
  );
  await ready(page);
  const field = page.locator("soupcon-exhibit [data-name=trees] input").first();
  expect(await field.getAttribute("max")).toBe("30");
  expect(await use(page, (it) => it.value.trees)).toBe(30);
  await page
    .locator("soupcon-exhibit .notice[data-code=E-LINK]", { hasText: "“45” cannot be (from 1 to 30)" })
    .waitFor();
  await field.fill("77");
  await field.press("Enter");
  expect(await use(page, (it) => it.value.trees)).toBe(30);
  expect(await use(page, (it) => it.set("trees", 31).catch(({ message }: Error) => message))).toContain("from 1 to 30");
  expect(await use(page, (it) => it.link())).toContain("ui=max:trees%3D30,lock:seed");
  expect(await page.locator("soupcon-exhibit #seed").isDisabled()).toBe(true);
});
