import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open, site } from "./browser.ts";
import { hosted } from "./host.ts";
import { phase, playground, SHORT } from "./playground.ts";

/** Scripts of the page that hold a catalogue. */
const CATALOGUE = /\/french-[\w-]+\.js/;
const fetched = (page: { evaluate<T>(work: () => T): Promise<T> }) =>
  page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));

test("the Kitchen speaks French where the address asks for it", async () => {
  const page = await open(`kitchen/?ui=lang:fr#v=1&${SHORT}`);
  await phase(page, "ready");
  expect(await page.locator("html").getAttribute("lang")).toBe("fr");
  await page.getByRole("button", { name: "Entraîner" }).waitFor();
  expect(await page.locator("nav a").allTextContents()).toEqual([
    "Menu",
    "Cuisine",
    "Fusion",
    "Enseigner",
    "Documentation",
  ]);
  expect(await page.locator("#at").textContent()).toBe("Pas 0/20");
  const speeds = await page.locator("#speed option").allTextContents();
  expect(speeds.map((one) => one.trim()).slice(0, 3)).toEqual(["0,1×", "0,5×", "1×"]);
  expect(await page.getByLabel("Langue").inputValue()).toBe("fr");
  expect(await page.title()).toBe("Cuisine · Soupçon");
  expect(await violations(page)).toEqual([]);
});

test("what the French Kitchen shows is French", async () => {
  const page = await open(`kitchen/?ui=lang:fr#v=1&${SHORT}`);
  await phase(page, "ready");
  await page.locator("#play").click();
  await phase(page, "finished");
  const read = async () => {
    const said = await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
      const elements = [...document.querySelectorAll("body :not(noscript, script, style)")];
      const nodes = elements.flatMap(({ childNodes }) => [...childNodes]);
      return nodes.flatMap((node) => (node instanceof Text ? [node.data] : []));
    });
    expect(said.filter((text) => /\b(the|of|and|with)\b/i.test(text))).toEqual([]);
  };
  await read();
  const tabs = page.getByRole("tab");
  for (let tab = 0; tab < (await tabs.count()); tab++) {
    await tabs.nth(tab).click();
    await page.locator("#panel[aria-busy=false] sp-figure .figure-stage").first().waitFor();
    await read();
  }
  for (const way of ["Réponses", "Deux", "Trois", "Plan"]) {
    await page.getByRole("radio", { name: way, exact: true }).check();
    await read();
  }
  await page.getByRole("button", { name: "Plus", exact: true }).click();
  await read();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Dessiner" }).click();
  await page.locator("sp-draw").waitFor();
  await read();
});

test("an exhibit speaks French: its figures, its claims and its article", async () => {
  const page = await open("e/forest-smoothers/?ui=lang:fr");
  await page.getByRole("button", { name: "Lancer" }).waitFor();
  expect(await page.title()).toBe("Les forêts comme lisseurs · Soupçon");
  await page.locator("sp-figure .badge", { hasText: "enregistré" }).first().waitFor();
  expect(await page.locator("#claims").textContent()).toBe("Ce que l’article affirme, et ce qu’on trouve ici");
  expect(await page.locator(".verdict").first().textContent()).toMatch(/même sens|sens contraire|non observé/);
  expect(await page.locator("[data-msg][lang=en], #sentence[lang=en]").allTextContents()).toEqual([]);
  expect(await page.locator("#sentence").textContent()).toMatch(/\d,\d/);
  expect(await violations(page)).toEqual([]);
});

test("so does the Menu, which is searched in French", async () => {
  const page = await open("?ui=lang:fr");
  await page.getByText("10 présentations").waitFor();
  expect(await page.locator("[data-msg][lang=en]").allTextContents()).toEqual([]);
  await page.getByLabel("Rechercher").fill("forêts");
  await page.getByText("1 sur 10 présentations").waitFor();
  expect(await violations(page)).toEqual([]);
});

test("what is prose in English says so in a French page", async () => {
  const page = await open("docs/?ui=lang:fr");
  await page.getByRole("link", { name: "Cuisine" }).waitFor();
  expect(await page.locator("main").getAttribute("lang")).toBe("en");
  await page.goto(new URL("merge/?ui=lang:fr", site).href);
  await page.getByRole("button", { name: "Fusionner" }).waitFor();
  expect(await page.locator("main").getAttribute("lang")).toBeNull();
});

test("English is what there is without a wish, and fetches no catalogue", async () => {
  const page = await playground(SHORT);
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.getByRole("button", { name: "Play" }).waitFor();
  expect(await page.getByLabel("Language").inputValue()).toBe("en");
  expect((await fetched(page)).filter((name) => CATALOGUE.test(name))).toEqual([]);
});

test("the browser's languages count, and the reader's choice more; the state stays", async () => {
  const page = await open(`kitchen/#v=1&${SHORT}&ui=theme:dark`, { locale: "fr-CA" });
  await page.getByRole("button", { name: "Entraîner" }).waitFor();
  await page.getByLabel("Langue").selectOption("en");
  await page.getByRole("button", { name: "Play" }).waitFor();
  await phase(page, "ready");
  expect(page.url()).toMatch(/#v=1&.*\bste=20&/);
  expect(page.url()).toContain("ui=theme:dark");
  await page.goto(new URL("docs/", site).href);
  await page.getByLabel("Language").selectOption("fr");
  await page.getByRole("link", { name: "Cuisine" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("fr");
});

test("another choice takes the place of what the address names", async () => {
  const page = await open("docs/?ui=lang:fr,hide:noise");
  await page.getByLabel("Langue").selectOption("en");
  await page.getByLabel("Language").waitFor();
  expect(page.url()).toBe(new URL("docs/?ui=hide:noise", site).href);
});

test("an element speaks as what stands around it", async () => {
  const page = await hosted(
    `<div lang="fr"><soupcon-exhibit exhibit="forest-smoothers" loading="eager" state="rep=1"></soupcon-exhibit></div>`,
  );
  await page.locator("soupcon-exhibit").getByText("Ouvrir la présentation entière").waitFor();
  expect(await page.locator("soupcon-exhibit .sp").getAttribute("lang")).toBe("fr");
});

test("so does the Kitchen in an element, and its link names no language", async () => {
  const page = await hosted(
    `<soupcon-exhibit lang="fr" exhibit="kitchen" loading="eager" state="${SHORT}"></soupcon-exhibit>`,
  );
  await page.frameLocator("soupcon-exhibit iframe").getByRole("button", { name: "Entraîner" }).waitFor();
  await page.locator("soupcon-exhibit:state(ready)").waitFor();
  const link = await page.locator("soupcon-exhibit").evaluate((it) => (it as never as { link(): string }).link());
  expect(link).not.toContain("lang");
});

test("a frame heeds the language of its host", async () => {
  const source = `${site}embed/?e=forest-smoothers#v=1&rep=1`;
  const page = await hosted(
    `<iframe lang="fr" title="Exhibit" width="900" height="900" sandbox="allow-scripts" src="${source}"></iframe>
    <script src="${new URL("soupcon-host.js", site).href}"></script>`,
  );
  await page.frameLocator("iframe").getByText("Ouvrir la présentation entière").waitFor();
});
