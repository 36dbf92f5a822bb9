/** One file with an exhibit in it, opened from a disk. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { single } from "../../web/embed/single.mjs";
import { neighbours, open } from "./browser.ts";

test("a single file trains from a disk, and asks for nothing else", async () => {
  const folder = mkdtempSync(`${tmpdir()}/soupcon-`);
  try {
    const file = `${folder}/exhibit.html`;
    writeFileSync(file, single(["forest-smoothers", "pld"]));
    neighbours.add("null");
    const page = await open(pathToFileURL(file).href, {}, "");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.locator("soupcon-exhibit", { hasText: "Forests as smoothers" }).waitFor();
    await page.locator("soupcon-exhibit sp-figure .badge", { hasText: "recorded" }).first().waitFor();
    await page.locator("soupcon-exhibit #repetitions").selectOption("1");
    await page.locator("soupcon-exhibit #play").click();
    await page.locator('.runbar[data-phase="finished"]').waitFor();
    expect(asked.filter((url) => !/^(blob|data):/.test(url))).toEqual([]);
    // The other one that it holds needs a bundled set.
    await page.goto(`${pathToFileURL(file).href}?e=pld`);
    await page.locator("soupcon-exhibit #repetitions").selectOption("1");
    await page.locator("soupcon-exhibit #play").click();
    await page.locator('.runbar[data-phase="finished"]').waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an exhibit that there is not is named", () => {
  expect(() => single(["nothing"])).toThrow("exhibit: there is no nothing.");
});
