/** The page for teachers: the builder of embeds, and the table of verdicts. */

import { readFile } from "node:fs/promises";
import { renderSVG } from "uqr";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open, site } from "./browser.ts";
import { hosted } from "./host.ts";

const QUICK = "forest-smoothers";

test("what is chosen shapes the preview and the texts, and a pasted text shows the same", async () => {
  const page = await open("teach/");
  await page.locator("soupcon-exhibit #play").waitFor();
  await page.locator("#exhibit").selectOption(QUICK);
  await page.locator("soupcon-exhibit", { hasText: "Forests as smoothers" }).waitFor();
  await page.locator('#controls select[data-name="snr"]').selectOption("locked");
  await page.locator('#figures select[data-name="self-regulation"]').selectOption("shown");
  await page.locator("#theme").selectOption("dark");
  await page.locator("soupcon-exhibit [data-name=snr]", { hasText: "set by the page" }).waitFor();
  await page.locator("soupcon-exhibit #figure-self-regulation").waitFor();
  await page.locator("soupcon-exhibit #seed").fill("7");
  await page.locator("soupcon-exhibit #seed").press("Enter");
  const text = page.locator(".snippet pre", { hasText: "<soupcon-exhibit" });
  await page.locator(".snippet pre", { hasText: "seed=7" }).first().waitFor();
  const html = (await text.textContent()) ?? "";
  expect(html).toContain('lock="snr"');
  expect(html).toContain('theme="dark"');
  expect(await page.locator(".snippet pre", { hasText: "<iframe" }).textContent()).toContain(
    `${site}embed/?e=${QUICK}#v=1&amp;seed=7&amp;ui=only:`,
  );
  expect(await violations(page)).toEqual([]);
  // The page of another brings the script already.
  const pasted = await hosted(html.replace(/<script.*<\/script>/, ""));
  await pasted.locator("soupcon-exhibit [data-name=snr]", { hasText: "set by the page" }).waitFor();
  await pasted.locator("soupcon-exhibit #figure-self-regulation").waitFor();
  expect(await pasted.locator("soupcon-exhibit #seed").inputValue()).toBe("7");
});

test("the code of the link is drawn when it is asked for, follows the choices, and is saved", async () => {
  const page = await open(`teach/?e=${QUICK}#v=1&seed=9`);
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.locator("soupcon-exhibit #play").waitFor();
  // What the exhibit fetches late has come.
  await page.waitForLoadState("networkidle");
  const before = fetched.length;
  await page.getByText("QR code of the link").click();
  const link = `${site}e/${QUICK}/#v=1&seed=9`;
  const code = page.getByRole("img", { name: `QR code that opens Forests as smoothers: ${link}` });
  const modules = (link: string) => renderSVG(link, { border: 4, pixelSize: 4 }).match(/ d="([^"]+)"/)?.[1];
  await code.waitFor();
  expect(await code.locator("path").getAttribute("d")).toBe(modules(link));
  expect(fetched.slice(before).filter((url) => url.endsWith(".js"))).toHaveLength(1);
  expect(await violations(page)).toEqual([]);
  await page.locator("soupcon-exhibit #seed").fill("7");
  await page.locator("soupcon-exhibit #seed").press("Enter");
  await page.locator("#code figcaption", { hasText: "seed=7" }).waitFor();
  expect(await page.locator("#code svg").count()).toBe(1);
  expect(await page.locator("#code path").getAttribute("d")).toBe(modules(link.replace("seed=9", "seed=7")));
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#code button").click()]);
  expect(download.suggestedFilename()).toBe(`soupcon-${QUICK}-link-s7.svg`);
  const saved = await readFile(await download.path(), "utf8");
  expect(saved).toMatch(/^<svg xmlns=/);
  expect(saved).toContain(`<title>QR code that opens Forests as smoothers: ${link.replace("&seed=9", "&amp;seed=7")}`);
});

test("verdicts that students hand in stand side by side", async () => {
  const page = await open("teach/");
  const verdicts = (word: string) =>
    JSON.stringify({ title: "Soups", note: "Seed 7, 5 repetitions.", rows: [{ name: `C1: a − b (share): ${word}` }] });
  await page.locator("#handed-in").setInputFiles([
    { name: "ada.json", mimeType: "application/json", buffer: Buffer.from(verdicts("same direction")) },
    { name: "ben.json", mimeType: "application/json", buffer: Buffer.from(verdicts("opposite")) },
    { name: "cy.json", mimeType: "application/json", buffer: Buffer.from("no") },
  ]);
  await page.locator("#verdicts caption", { hasText: "Soups" }).waitFor();
  expect(await page.locator("#verdicts tbody tr").allTextContents()).toEqual([
    "adaSeed 7, 5 repetitionssame direction",
    "benSeed 7, 5 repetitionsopposite",
  ]);
  expect(await page.locator("#verdicts .fault").textContent()).toBe("cy.json is not JSON.");
});

test("an exhibit’s own page leads to its texts, as it is set", async () => {
  const page = await open(`e/${QUICK}/#v=1&seed=9`);
  await page.locator("[popovertarget=more]").click();
  const href = await page.getByRole("link", { name: "Embed in a page" }).getAttribute("href");
  expect(href).toBe(`${site}teach/?e=${QUICK}#v=1&seed=9`);
  await page.goto(href ?? "");
  await page.locator("soupcon-exhibit", { hasText: "Forests as smoothers" }).waitFor();
  await page.locator(".snippet pre", { hasText: `exhibit="${QUICK}" state="v=1&amp;seed=9"` }).waitFor();
});
