/** Course pages as their programs make them: content swapped by script, a style sheet for everything, cleaned texts. */

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Choice, snippets } from "../../web/pages/teach/snippets.ts";
import { site } from "./browser.ts";
import { hosted } from "./host.ts";

const CHOICE: Choice = {
  exhibit: "forest-smoothers",
  title: "Forests as smoothers",
  state: "v=1&rep=1&n=50",
  controls: ["trees", "snr"],
  lock: [],
  figures: [],
  theme: "auto",
  height: 900,
};
const [element = "", frame = ""] = snippets(site, CHOICE).map(([, text]) => text);
const HELPER = `<script src="${new URL("soupcon-host.js", site).href}" defer></script>`;
const escaped = (html: string) => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** A course whose pages are swapped by a script, which runs the scripts in them again; its scheme is a switch of the body. */
const swapping = (pages: Record<string, string>) => `
  <style>body { color-scheme: light } body[data-scheme="slate"] { color-scheme: dark; background: #222; color: #eee }</style>
  <main></main>
  <script>
    const pages = ${JSON.stringify(pages).replaceAll("</", "<\\/")};
    window.go = (name) => {
      const main = document.querySelector("main");
      main.innerHTML = pages[name];
      for (const old of main.querySelectorAll("script")) {
        const fresh = document.createElement("script");
        for (const { name, value } of old.attributes) fresh.setAttribute(name, value);
        old.replaceWith(fresh);
      }
    };
    go("first");
  </script>`;
const go = (page: Page, name: string) =>
  page.evaluate((name) => (window as never as { go(name: string): void }).go(name), name);
const dress = (page: Page, scheme: string) =>
  page.evaluate((scheme) => {
    document.body.dataset.scheme = scheme;
  }, scheme);

type Place = Pick<Page, "locator">;
async function trains(place: Place, button = "soupcon-exhibit #play"): Promise<void> {
  await place.locator(button).click();
  await place.locator('.runbar[data-phase="finished"]').waitFor();
  await place.locator("soupcon-exhibit #sentence", { hasText: "One seed." }).waitFor();
}

test("where content is swapped by script, an exhibit comes, runs, goes and comes back, and leaves no worker", async () => {
  const page = await hosted(swapping({ first: element, other: "<p>Other words</p>" }));
  await trains(page);
  await page.clock.install();
  await go(page, "other");
  expect(await page.getByText("Other words").isVisible()).toBe(true);
  await go(page, "first");
  await trains(page);
  await go(page, "other");
  // The exhibit's memory is given back, and then the worker that nobody needs.
  for (const ms of [31_000, 31_000]) await page.clock.fastForward(ms);
  await expect.poll(() => page.workers().length).toBe(0);
});

test("an exhibit and a frame follow the switch of the page's scheme", async () => {
  const page = await hosted(swapping({ first: element, second: frame + HELPER, other: "" }), { colorScheme: "light" });
  const paper = () =>
    page.locator("soupcon-exhibit .sp").evaluate((it) => getComputedStyle(it).backgroundColor.match(/\d+/)?.[0]);
  await page.locator("soupcon-exhibit #play").waitFor();
  expect(Number(await paper())).toBeGreaterThan(200);
  await dress(page, "slate");
  await page.locator("soupcon-exhibit:state(dark)").waitFor();
  expect(Number(await paper())).toBeLessThan(60);
  await dress(page, "default");
  await page.locator("soupcon-exhibit:not(:state(dark))").waitFor();
  // Two visits bring the script for frames twice.
  for (const name of ["second", "other", "second"]) await go(page, name);
  const inside = page.frameLocator("iframe");
  await inside.locator(':root[data-theme="light"]').waitFor();
  await dress(page, "slate");
  await inside.locator(':root[data-theme="dark"]').waitFor();
  await page.evaluate(() => {
    const told: string[] = [];
    document.addEventListener("soupcon-status", (event) => told.push((event as CustomEvent).detail.status));
    (window as never as { told: string[] }).told = told;
  });
  await trains(inside, "#start");
  await page.waitForFunction(() => (window as never as { told: string[] }).told.includes("finished"));
  const told = await page.evaluate(() => (window as never as { told: string[] }).told);
  expect(told).toEqual([...new Set(told)]);
});

/** A style sheet that is for all elements of a page, as those of course programs are, and worse. */
const SHEET = `<style>
  *, ::before, ::after { box-sizing: border-box }
  :root { --bs-body-color: #212529; font-size: 11px }
  body { margin: 0; font: 300 1.1rem/1.9 Georgia, serif; color: #636; text-align: justify; text-transform: uppercase;
    letter-spacing: 2px; word-spacing: 9px; cursor: crosshair; white-space: pre-wrap; visibility: visible }
  p, figure, fieldset, dl, table { margin: 0 0 3rem; padding: 2rem; border: 4px dotted red }
  button, input, select, summary { margin: 1rem; padding: 1rem; font-size: 3rem; border-radius: 0; background: #fc0; width: 100% }
  input[type="checkbox"], input[type="radio"] { appearance: none; width: 4rem; height: 4rem }
  details { border: 5px solid lime } details > * { display: none } summary { list-style: none; display: block }
  table { caption-side: bottom; border-collapse: collapse; width: 100% } th, td { padding: 2rem; text-align: right }
  a { color: lime; text-decoration: none } svg, img, canvas { max-width: 40px; height: auto; vertical-align: middle }
  h1, h2, h3 { font-size: 5rem; margin: 3rem 0 } [hidden] { display: block !important }
</style>`;
/** What decides how things look, of everything in the exhibit's root. */
const looks = async (page: Page) => {
  await page.locator("soupcon-exhibit sp-figure figcaption, soupcon-exhibit sp-figure .badge").first().waitFor();
  return page.locator("soupcon-exhibit").evaluate((it) => {
    const NAMES = ["display", "margin", "padding", "border", "border-radius", "background-color", "color", "cursor"];
    const TEXT = ["font", "letter-spacing", "text-align", "text-transform", "text-decoration", "white-space", "width"];
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
    return all(it.shadowRoot as ShadowRoot).map((one) => {
      const style = getComputedStyle(one);
      return `${one.localName}: ${[...NAMES, ...TEXT].map((name) => style.getPropertyValue(name)).join("; ")}`;
    });
  });
};

test("a style sheet for details, buttons, figures, tables and fields does not reach an exhibit", async () => {
  const options = { viewport: { width: 1000, height: 900 } };
  const box = (head: string) => `${head}<div style="width:900px;margin:0">${element}</div>`;
  /** Once no colour is on its way any more. */
  const atRest = async (page: Page) => {
    await page.waitForTimeout(500);
    return looks(page);
  };
  const plain = await atRest(await hosted(box(""), options));
  const page = await hosted(box(SHEET), options);
  expect(plain.length).toBeGreaterThan(60);
  await expect.poll(() => atRest(page), { timeout: 10_000 }).toEqual(plain);
  await trains(page);
});

test("in a block of code that is folded an exhibit waits until it is opened", async () => {
  const page = await hosted(`<details class="code-fold"><summary>Show</summary>${element}</details>`);
  await page.waitForFunction(() => customElements.get("soupcon-exhibit") !== undefined);
  await page.waitForTimeout(300);
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(fetched.filter((name) => name.includes("entries/"))).toEqual([]);
  await page.getByText("Show", { exact: true }).click();
  await trains(page);
});

/** What cleaning leaves of a frame. */
const cleaned = frame.replace(/ (?!(?:src|width|height|title|allowfullscreen)\b)[a-z]+="[^"]*"/g, "");

test("a text that was cleaned still is a frame that runs", async () => {
  expect(cleaned.match(/ [a-z]+(?==| ?>)/g)?.map((name) => name.trim())).toEqual([
    "src",
    "title",
    "width",
    "height",
    "allowfullscreen",
  ]);
  const page = await hosted(cleaned);
  const inside = page.frameLocator("iframe");
  await trains(inside, "#start");
  expect(await inside.locator("soupcon-exhibit .control").count()).toBe(2);
});

test("in the frame of an activity, under its sandbox and a policy without scripts, it runs", async () => {
  const { origin } = new URL(site);
  const activity = `<!doctype html><meta http-equiv="Content-Security-Policy"
    content="default-src 'none'; frame-src ${origin}">${cleaned}`;
  const page = await hosted(
    `<iframe id="activity" sandbox="allow-scripts" width="1000" height="1000" srcdoc="${escaped(activity)}"></iframe>`,
  );
  await trains(page.frameLocator("#activity").frameLocator("iframe"), "#start");
});

test("from a frame as it is pasted, the exhibit's own page opens beside it", async () => {
  const page = await hosted(frame);
  const link = page.frameLocator("iframe").getByRole("link", { name: "Open the whole exhibit" });
  const opened = page.context().waitForEvent("page");
  await link.click();
  const other = await opened;
  await other.waitForURL(`${site}e/${CHOICE.exhibit}/#**`);
  await other.locator("#play").waitFor();
});
