import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { forgive, open, site } from "./browser.ts";
import { hosted, plainSite } from "./host.ts";
import { SHORT } from "./playground.ts";

/** Quick to prepare. */
const QUICK = "forest-smoothers";
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
/** As a strict page of another has it: no origin, no storage. */
const frame = (more = "", { of = site, query = "", e = QUICK, state = "", rights = 'sandbox="allow-scripts"' } = {}) =>
  `<iframe id="frame" src="${of}embed/?e=${e}${query}#rep=1${state}" title="Exhibit" width="900" height="300"
    ${rights} ${more}></iframe>`;
/** Keeps what frames say, and says things to them. */
const EAR = `<script>
  window.heard = [];
  addEventListener("message", (event) => heard.push({ ...event.data, origin: event.origin }));
  window.say = (message) => document.querySelector("#frame").contentWindow.postMessage(message, "*");
  window.call = (id, method, ...args) => say({ soupcon: 1, type: "call", id, method, args });
</script>`;
const HELPER = `<script src="${new URL("soupcon-host.js", site).href}"></script>`;

interface Heard {
  type: string;
  id?: unknown;
  name?: string;
  origin: string;
  [field: string]: unknown;
}
const heard = (page: Page) => page.evaluate(() => (window as never as { heard: Heard[] }).heard);
const hears = (page: Page, type: string, id?: unknown) =>
  page.waitForFunction(
    ([type, id]) => (window as never as { heard: Heard[] }).heard.some((it) => it.type === type && it.id === id),
    [type, id] as const,
  );
const say = (page: Page, message: unknown) =>
  page.evaluate((message) => (window as never as { say(it: unknown): void }).say(message), message);
const connect = async (page: Page) => {
  await inside(page).locator("#play").waitFor();
  await say(page, { soupcon: 1, type: "connect", protocol: 1 });
};
/** What the host's script is answered, or the code of the refusal. */
const helped = (page: Page, method: string) =>
  page.evaluate((method) => {
    const { soupcon } = window as never as { soupcon: { call(...of: unknown[]): Promise<unknown> } };
    return soupcon.call(document.querySelector("#frame"), method).catch(({ code }) => code);
  }, method);
const inside = (page: Page) => page.frameLocator("#frame");

/** The last two names of an address. */
const pathOf = (url: string) => new URL(url).pathname.split("/").slice(-2).join("/");

async function trains(page: Page): Promise<void> {
  await inside(page).locator("#start").click();
  await inside(page).locator('.runbar[data-phase="finished"]').waitFor();
  await inside(page).locator("#sentence", { hasText: "One seed." }).waitFor();
  expect(await inside(page).locator("#start").isVisible()).toBe(false);
}

test("the host's script is at most 2 KB", () => {
  expect(gzipSync(readFileSync(`${DIST}soupcon-host.js`), { level: 9 }).length).toBeLessThanOrEqual(2048);
});

test("a frame that may do nothing but run scripts shows what was recorded and trains", async () => {
  const page = await hosted(frame());
  await inside(page).locator("sp-figure .badge", { hasText: "recorded" }).first().waitFor();
  const storage = await page.frames()[1]?.evaluate(() => {
    const tries = [() => localStorage, () => sessionStorage, () => indexedDB.open("x"), () => document.cookie];
    return tries.map((access) => {
      try {
        access();
        return "given";
      } catch {
        return "denied";
      }
    });
  });
  expect(storage).toEqual(["denied", "denied", "denied", "denied"]);
  await trains(page);
});

test("on a host that sets no headers engine and data come from their copies in scripts", async () => {
  forgive(/CORS policy|net::ERR_FAILED/);
  const page = await hosted(frame("", { of: await plainSite(DIST), state: "&d=iris" }));
  const come: string[] = [];
  page.on("requestfinished", (request) => come.push(pathOf(request.url())));
  await trains(page);
  expect(come).toEqual(
    expect.arrayContaining([
      "embed/engine.inline.js",
      `parts/${QUICK}.inline.js`,
      "data/index.json.inline.js",
      "data/iris-train-0.bin.gz.inline.js",
    ]),
  );
});

test("where the headers are there, engine and data are fetched", async () => {
  const page = await hosted(frame("", { state: "&d=iris" }));
  const come: string[] = [];
  page.on("requestfinished", (request) => come.push(pathOf(request.url())));
  await trains(page);
  expect(come).toContain("data/iris-train-0.bin.gz");
  expect(come.filter((name) => /(engine|parts.*|gz)\.inline/.test(name))).toEqual([]);
});

test("without a graphics device in its workers it goes on on the processor", async () => {
  const page = await hosted(frame("", { state: "&eng=gpu" }));
  await trains(page);
  await inside(page).locator("#controls", { hasText: "Continuing on the CPU." }).waitFor();
});

test("a frame with all its rights trains, and the host's script calls it", async () => {
  const page = await hosted(HELPER + frame('loading="lazy"', { rights: "" }));
  await page.locator("#frame").scrollIntoViewIfNeeded();
  await trains(page);
  expect(await helped(page, "describe")).toMatch(/One seed\./);
});

test("the page of a frame breaks no rule of accessibility", async () => {
  const page = await open(`embed/?e=${QUICK}`);
  await page.locator("#play").waitFor();
  expect(await violations(page)).toEqual([]);
});

test("a host connects, calls, and is told", async () => {
  const page = await hosted(EAR + frame());
  await connect(page);
  await hears(page, "ready");
  expect((await heard(page)).map(({ type, origin }) => [type, origin]).slice(0, 2)).toEqual([
    ["hello", "null"],
    ["ready", "null"],
  ]);
  const ready = (await heard(page)).find(({ type }) => type === "ready");
  expect(ready).toMatchObject({ status: "poster", state: { repetitions: "1" } });
  expect(ready?.link).toMatch(new RegExp(`^${site}e/${QUICK}/#v=1&`));
  expect(ready?.height).toBeGreaterThan(300);
  for (const [id, method, ...args] of [
    [1, "set", "no such", 1],
    [2, "remove"],
    [3, "constructor"],
    [4, "status"],
    [5, "play"],
  ] as const)
    await page.evaluate(
      ([id, method, args]) => (window as never as { call(...of: unknown[]): void }).call(id, method, ...args),
      [id, method, args] as const,
    );
  await page.waitForFunction(() => (window as never as { heard: Heard[] }).heard.some(({ name }) => name === "result"));
  const replies = (await heard(page))
    .filter(({ type }) => type === "reply")
    .sort((a, b) => Number(a.id) - Number(b.id));
  expect(replies.map(({ id, ok, code }) => [id, ok, code])).toEqual([
    [1, false, "E-VALUE"],
    [2, false, "E-METHOD"],
    [3, false, "E-METHOD"],
    [4, true, undefined],
    [5, true, undefined],
  ]);
  expect(replies[3]?.value).toBe("poster");
});

test("what is malformed, too much, or from elsewhere is ignored", async () => {
  const page = await hosted(`${EAR}<iframe id="other" srcdoc="<script>
    onmessage = () => parent.frames[1].postMessage({ soupcon: 1, type: 'connect', protocol: 1 }, '*');
  </script>"></iframe>${frame()}`);
  await inside(page).locator("#play").waitFor();
  // A call without a connection, and a connection by a neighbour.
  await say(page, { soupcon: 1, type: "call", id: "early", method: "status" });
  await page.locator("#other").evaluate((it) => (it as HTMLIFrameElement).contentWindow?.postMessage(0, "*"));
  for (const wrong of [
    "x",
    null,
    {},
    { soupcon: 1 },
    { soupcon: 1, type: "connect", protocol: 9 },
    [1],
    { soupcon: "1" },
  ])
    await say(page, wrong);
  await page.waitForTimeout(300);
  expect((await heard(page)).map(({ type }) => type)).toEqual(["hello"]);
  await connect(page);
  await hears(page, "ready");
  await page.evaluate(() => {
    for (let i = 0; i < 200; i++) (window as never as { call(...of: unknown[]): void }).call(i, "status");
  });
  await hears(page, "reply", 19);
  await page.waitForTimeout(1100);
  await page.evaluate(() => (window as never as { call(...of: unknown[]): void }).call("after", "status"));
  await hears(page, "reply", "after");
  const ids = (await heard(page)).filter(({ type }) => type === "reply").map(({ id }) => id);
  expect(ids).toEqual([...Array.from({ length: 20 }, (_, i) => i), "after"]);
});

test("where the link names another origin, this one is not answered", async () => {
  const page = await hosted(EAR + frame("", { query: "&origin=https://elsewhere.example" }));
  await connect(page);
  await page.waitForTimeout(300);
  expect((await heard(page)).map(({ type }) => type)).toEqual(["hello"]);
});

test("a host without an origin is answered only where the link says so", async () => {
  const nested = (query: string) =>
    `<iframe id="host" sandbox="allow-scripts" width="900" height="600" srcdoc="${(
      EAR +
      `<script>
          addEventListener('message', ({ data }) => {
            if (data.type === 'hello') say({ soupcon: 1, type: 'connect', protocol: 1 });
            parent.postMessage(data.type, '*');
          });
        </script>` +
      frame("", { query })
    )
      .replaceAll("&", "&amp;")
      .replaceAll('"', "&quot;")}"></iframe>`;
  const types = async (query: string) => {
    const page = await hosted(
      `<script>window.types = []; onmessage = ({ data }) => types.push(data);</script>${nested(query)}`,
    );
    await page.frameLocator("#host").frameLocator("#frame").locator("#play").waitFor();
    await page.waitForTimeout(300);
    return page.evaluate(() => (window as never as { types: string[] }).types);
  };
  expect(await types("")).toEqual(["hello"]);
  expect(await types("&origin=null")).toContain("ready");
});

test("with the host's script the height follows, events are the frame's, and the theme is the page's", async () => {
  const page = await hosted(`<style>:root { color-scheme: dark }</style>
    <script>window.told = []; for (const name of ["ready", "status", "result", "resize"])
      document.addEventListener("soupcon-" + name, (e) => told.push([name, e.target.id]));</script>${HELPER}${frame()}`);
  await inside(page).locator("#play").waitFor();
  const isHigh = () =>
    page.waitForFunction(() => (document.querySelector("#frame") as HTMLElement).clientHeight > 600, undefined);
  await isHigh();
  const fits = async () => {
    await page.waitForTimeout(1300);
    const content = await page.frames()[1]?.evaluate(() => document.documentElement.scrollHeight);
    return [await page.locator("#frame").evaluate((it) => it.clientHeight), content];
  };
  const [high, content] = await fits();
  expect(high).toBe(content);
  await inside(page).locator(':root[data-theme="dark"]').waitFor();
  expect(await helped(page, "status")).toBe("poster");
  expect(await helped(page, "no such")).toBe("E-METHOD");
  await helped(page, "play");
  await page.waitForFunction(() => (window as never as { told: string[][] }).told.some(([name]) => name === "result"));
  const told = await page.evaluate(() => (window as never as { told: string[][] }).told);
  expect(told.every(([, id]) => id === "frame")).toBe(true);
  expect(told.map(([name]) => name)).toEqual(expect.arrayContaining(["ready", "status", "resize", "result"]));
  const [after, now] = await fits();
  expect(after).toBe(now);
});

test("a call that nobody answers has failed after ten seconds", async () => {
  const page = await hosted(`${HELPER}${frame("", { query: "&origin=https://elsewhere.example" })}`);
  await inside(page).locator("#play").waitFor();
  expect(await helped(page, "status")).toBe("E-TIMEOUT");
});

test("the first Tab goes to the button; Esc twice leaves", async () => {
  const page = await hosted(
    `${EAR}${HELPER}<a href="#" id="before">Before</a>${frame()}<a href="#" id="after">After</a>`,
  );
  await inside(page).locator("#play").waitFor();
  await hears(page, "ready");
  await page.locator("#before").focus();
  await page.keyboard.press("Tab");
  expect(
    await inside(page)
      .locator("#start")
      .evaluate((it) => it === document.activeElement),
  ).toBe(true);
  const box = await inside(page).locator("#start").boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await page.keyboard.press("Enter");
  await inside(page).locator('.runbar[data-phase="finished"]').waitFor();
  const focused = () => page.frames()[1]?.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.id);
  expect(await focused()).toBe("play");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => (window as never as { heard: Heard[] }).heard.some(({ name }) => name === "leave"));
  await page.waitForFunction(() => document.activeElement?.id !== "frame");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("after");
});

test("the Kitchen in a frame is heard and called as any exhibit", async () => {
  const page = await hosted(`${HELPER}<script>window.ended = [];
    addEventListener("message", ({ data }) => data.type === "end" && ended.push(data.ok));</script>${frame("", { e: "kitchen", state: `&${SHORT}`, rights: "" })}`);
  page.setDefaultTimeout(60_000);
  await inside(page).locator("#measured", { hasText: "Step 0." }).waitFor();
  expect(page.frames()[1]?.url()).toMatch(/\/kitchen\/#/);
  await expect.poll(() => helped(page, "status")).toBe("ready");
  await page.waitForFunction(() => (document.querySelector("#frame") as HTMLElement).clientHeight > 1000);
  expect(await helped(page, "play")).toBeUndefined();
  await page.waitForFunction(() => (window as never as { ended: boolean[] }).ended.length > 0);
  expect(await page.evaluate(() => (window as never as { ended: boolean[] }).ended)).toEqual([true]);
  expect(await helped(page, "describe")).toMatch(/^Step 20\./);
  expect(await helped(page, "pin")).toBe("P1");
  expect(await helped(page, "session")).toBe("E-METHOD");
  expect(await helped(page, "importModels")).toBe("E-VALUE");
});

test("where it has no origin the Kitchen says what it needs", async () => {
  const page = await hosted(frame("", { e: "kitchen" }));
  await inside(page).locator("#words", { hasText: "The Kitchen needs an origin" }).waitFor();
});

test("an exhibit that there is not is said in the frame", async () => {
  forgive(/404|BLOCKED_BY_ORB|MIME type/);
  const page = await hosted(frame("", { e: "no-such" }));
  await inside(page).locator("#words", { hasText: "this site has no exhibit" }).waitFor();
});
