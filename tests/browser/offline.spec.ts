import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeWorker } from "../../web/offline/vite.ts";
import { forgive, neighbours, open, site } from "./browser.ts";
import { type Copy, copySite } from "./copy.ts";
import { hosted } from "./host.ts";

/** Quick to prepare. */
const QUICK = "e/forest-smoothers/#rep=1";

let copy: Copy;
beforeEach(async () => {
  copy = await copySite();
  neighbours.add(new URL(copy.address).origin);
});
afterEach(async () => {
  await copy.cut();
  copy.remove();
});

const visit = (path: string) => open(new URL(path, copy.address).href, { serviceWorkers: "allow" });
const caches = (page: Page) => page.evaluate(() => globalThis.caches.keys());
const text = (page: Page, url: string) => page.evaluate(async (url) => (await fetch(url)).text(), url);

/** Waits until the site is kept and the page is the worker's. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

/** Prepares one seed. */
async function play(page: Page): Promise<void> {
  await page.locator("#play").click();
  await page.locator('.runbar[data-phase="finished"]').first().waitFor();
  await page.locator("#sentence", { hasText: "One seed." }).waitFor();
}

/** Opens the exhibit, with nothing left of the page that was there. */
async function anew(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.goto(copy.address + QUICK);
}

/** Changes files of the copy, and has them listed. */
async function change(file: RegExp, from: string | RegExp, to: string): Promise<void> {
  for (const name of readdirSync(copy.folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    file.test(name),
  )) {
    const path = join(copy.folder, name);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to));
  }
  await writeWorker(copy.folder);
}

/** Asks for a new version, and waits for what becomes of it. */
function update(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const coming = new Promise<ServiceWorker>((done) => {
      registration.addEventListener("updatefound", () => registration.installing && done(registration.installing));
    });
    await registration.update();
    const worker = await coming;
    return new Promise<string>((done) => {
      const look = () => /activated|redundant/.test(worker.state) && done(worker.state);
      worker.addEventListener("statechange", look);
      look();
    });
  });
}

test.each(["after", "before"])(
  "a visited page trains without a network; it was first played %s the site was kept",
  async (when) => {
    let release = () => {};
    if (when === "before") copy.held.set("offline.js", new Promise((done) => (release = done)));
    const page = await visit(QUICK);
    if (when === "after") await kept(page);
    await play(page);
    release();
    await kept(page);
    const engine = copy.asked.filter((path) => path.endsWith(".wasm"));
    // The engine, and what this exhibit needs of it.
    expect(engine).toHaveLength(2);
    const isKept = (path: string) =>
      page.evaluate(async (at) => !!(await globalThis.caches.match(at)), `../../${path}`);
    for (const path of engine) await expect.poll(() => isKept(path)).toBe(true);
    // They were kept as they had come.
    expect(copy.asked.filter((path) => path.endsWith(".wasm"))).toHaveLength(2);

    await page.context().setOffline(true);
    await copy.cut();
    await page.reload();
    expect(await page.locator("h1").isVisible()).toBe(true);
    await anew(page);
    await play(page);
  },
);

test("a data set is kept once it was asked for, if it is the one of this version", async () => {
  const page = await visit("docs/");
  await kept(page);
  const sets = ["../data/iris-train-0.bin.gz", "../data/iris-test-0.bin.gz"];
  writeFileSync(join(copy.folder, "data/iris-test-0.bin.gz"), "of another version");
  for (const path of sets) await text(page, path);
  const found = () =>
    page.evaluate(
      async (paths) => Promise.all(paths.map(async (path) => !!(await globalThis.caches.match(path)))),
      sets,
    );
  await expect.poll(found).toEqual([true, false]);
  // What the browser has dropped comes back, and a part of a file is no file.
  await page.evaluate(async () => {
    for (const name of await globalThis.caches.keys()) await globalThis.caches.delete(name);
  });
  await page.reload();
  await expect.poll(() => page.evaluate(async () => !!(await globalThis.caches.match("./")))).toBe(true);
  await text(page, sets[0] ?? "");
  await page.evaluate(
    (path) => fetch(path, { headers: { range: "bytes=0-9" } }).then((answer) => answer.text()),
    sets[1] ?? "",
  );
  await expect.poll(found).toEqual([true, false]);
});

test("what is kept beforehand is fetched beside the page and without engines", async () => {
  let release = () => {};
  copy.held.set("offline.js", new Promise((done) => (release = done)));
  const page = await visit("");
  await expect.poll(() => copy.asked).toContain("offline.js");
  const own = copy.asked.length;
  expect(
    await page.evaluate(() => performance.getEntriesByType("navigation")[0]?.toJSON().loadEventEnd),
  ).toBeGreaterThan(0);
  expect(copy.asked.at(-1)).toBe("offline.js");
  expect(own).toBeLessThan(20);
  release();
  await kept(page);
  expect(copy.asked.length).toBeGreaterThan(own + 50);
  expect(copy.asked.filter((path) => /\.(wasm|gz)$/.test(path))).toEqual([]);
});

test("pages that were not visited are shown without a network, and say in one sentence what they lack", async () => {
  const page = await visit("");
  await kept(page);
  expect(copy.asked.filter((path) => /\.(wasm|gz)$/.test(path))).toEqual([]);
  await page.context().setOffline(true);
  await copy.cut();
  forgive(/ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_REFUSED)|Failed to load resource/);
  for (const path of ["docs", "docs/functions/", "merge/index.html", "kitchen/?m=4"]) {
    await page.goto(copy.address + path);
    expect(await page.locator("h1").first().isVisible(), path).toBe(true);
  }
  await page.goto(copy.address + QUICK);
  await page.locator("sp-figure .badge", { hasText: "recorded" }).first().waitFor();
  await page.locator("#play").click();
  await page.locator('.runbar[data-phase="failed"]').first().waitFor();
  const notice = page.locator(".notice");
  await notice.getByText("could not be fetched").waitFor();
  // Nor does the Kitchen hang.
  await page.goto(`${copy.address}kitchen/#m=4`);
  await notice.getByText("could not be fetched").waitFor();
  await page.locator('[data-phase="failed"]').first().waitFor({ state: "attached" });
});

test("a new version takes over wholly, and pages of the old one keep what is theirs", async () => {
  const style = readdirSync(join(copy.folder, "assets")).find((name) => /^style-.*\.css$/.test(name)) ?? "";
  const page = await visit(QUICK);
  await kept(page);
  const old = await page.context().newPage();
  await old.goto(`${copy.address}docs/`);

  writeFileSync(join(copy.folder, "assets/style-later.css"), `${readFileSync(join(copy.folder, "assets", style))}/**/`);
  rmSync(join(copy.folder, "assets", style));
  await change(/^data\/index\.json$/, /^{/g, "{ ");
  await change(/\.html$/, style, "style-later.css");
  expect(await update(page)).toBe("activated");

  // What the server has no more, or has otherwise now, is there for those who came before.
  expect(await text(old, `../assets/${style}`)).not.toMatch(/\*\*\/$/);
  expect(await text(old, "../data/index.json")).not.toMatch(/^{ /);
  const styles = () =>
    page.locator("link[rel=stylesheet]").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  await page.reload();
  await page.reload();
  expect(await styles()).toContain("../../assets/style-later.css");
  expect(await text(page, "../../data/index.json")).toMatch(/^{ /);
  expect(await caches(page)).toHaveLength(2);
  expect(await text(old, "../data/index.json")).not.toMatch(/^{ /);

  await old.close();
  await page.reload();
  await expect.poll(() => caches(page)).toHaveLength(1);
  await play(page);
  await page.context().setOffline(true);
  await copy.cut();
  await anew(page);
  expect(await styles()).toContain("../../assets/style-later.css");
  await play(page);
});

test("a new version of which one file does not come leaves the old one in charge", async () => {
  const page = await visit(QUICK);
  await kept(page);
  const before = await caches(page);
  await change(/\.html$/, /<title[^>]*>/g, "$&New: ");
  copy.missing.add("merge/");
  expect(await update(page)).toBe("redundant");
  await page.reload();
  expect(await page.title()).not.toMatch(/^New/);
  expect(await caches(page)).toEqual(before);
  // Nor does one that comes otherwise than it is listed: an upload that is under way.
  copy.missing.clear();
  const file = join(copy.folder, "merge/index.html");
  writeFileSync(file, `${readFileSync(file, "utf8")}<!-- -->`);
  expect(await update(page)).toBe("redundant");
  expect(await caches(page)).toEqual(before);
});

test("in a frame that may keep nothing a page is as it was", async () => {
  const page = await hosted(`<iframe sandbox="allow-scripts" src="${site}" title="site"></iframe>`, {
    serviceWorkers: "allow",
  });
  const frame = page.frameLocator("iframe");
  await frame.locator("h1").waitFor();
  await page.waitForTimeout(1000);
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
});
