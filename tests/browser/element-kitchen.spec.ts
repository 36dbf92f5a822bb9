import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { forgive, site } from "./browser.ts";
import { hosted } from "./host.ts";
import { SHORT } from "./playground.ts";

/** Keeps what the element tells. */
const EAR = `<script>
  window.told = [];
  for (const name of ["ready", "status", "progress", "change", "result", "error", "resize"])
    document.addEventListener("soupcon-" + name, (event) =>
      told.push({ name, ...event.detail, ...(name === "ready" ? { status: event.target.status } : {}) }));
</script>`;
const element = (more = "", state = SHORT) =>
  `<soupcon-exhibit exhibit="kitchen" state="${state.replaceAll("&", "&amp;")}" ${more}><a href="#">Instead</a></soupcon-exhibit>`;

interface Told {
  name: string;
  status?: string;
  [field: string]: unknown;
}
interface Used extends HTMLElement {
  ready: Promise<void>;
  value: Record<string, unknown>;
  status: string;
  progress: { phase: string; step: number; steps: number };
  results: { columns: unknown[]; rows: unknown[][] };
  engineInfo: { engine: string };
  seed: string;
  theme: string;
  play(until?: { signal?: AbortSignal }): Promise<void>;
  pause(): Promise<void>;
  step(n?: number): Promise<void>;
  reset(): Promise<void>;
  set(name: string | Record<string, unknown>, value?: unknown): Promise<void>;
  get(name: string): unknown;
  undo(): Promise<void>;
  redo(): Promise<void>;
  pin(): Promise<string>;
  describe(of?: { figure?: string; length?: string }): string | Promise<string>;
  link(as?: { embed?: boolean }): string;
  snapshot(of?: { figure?: string; format?: string }): Promise<Blob>;
  exportData(of?: { figure?: string; format?: string }): Promise<Blob>;
  exportModels(of?: { which?: string; format?: string }): Promise<Blob>;
  importModels(files: Blob | Blob[]): Promise<void>;
}
const use = <T>(page: Page, work: (it: Used) => T | Promise<T>) =>
  page
    .locator("soupcon-exhibit")
    .first()
    .evaluate(work as never) as Promise<T>;
const told = (page: Page) => page.evaluate(() => (window as never as { told: Told[] }).told);
const inside = (page: Page) => page.frameLocator("soupcon-exhibit iframe");

/** A page of another origin with the Kitchen in it, once it can be used. */
async function kitchen(more = "", state = SHORT, around = ""): Promise<Page> {
  const page = await hosted(`${EAR}${around}${element(`loading="eager" ${more}`, state)}`);
  page.setDefaultTimeout(90_000);
  await use(page, (it) => it.ready);
  return page;
}

test("it trains by play(), tells status and results by events, and its properties follow", async () => {
  const page = await kitchen();
  const [before, after, results] = await use(page, async (it) => {
    const before = it.status;
    await it.play();
    return [
      before,
      { status: it.status, progress: it.progress, words: it.describe(), engine: it.engineInfo },
      it.results,
    ];
  });
  expect(before).toBe("ready");
  expect(after.status).toBe("finished");
  expect(after.progress).toMatchObject({ phase: "finished", step: 20, steps: 20 });
  expect(after.words).toMatch(/^Step 20\. Soup .* ensemble /);
  expect(after.engine).toMatchObject({ engine: "cpu" });
  const names = results.rows.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(["m1", "m2", "uniform soup", "ensemble, majority vote"]));
  const all = await told(page);
  expect(all.filter(({ name }) => name === "error")).toEqual([]);
  expect(all.find(({ name }) => name === "ready")).toMatchObject({
    version: packageJson.version,
    exhibit: "kitchen",
    engine: "cpu",
    status: "ready",
  });
  const phases = all.filter(({ name }) => name === "status").map(({ status }) => status);
  expect(phases.slice(-2)).toEqual(["running", "finished"]);
  const [last] = all.filter(({ name }) => name === "result").slice(-1);
  expect(last).toMatchObject({ results, sentence: after.words });
  expect(all.some(({ name }) => name === "progress")).toBe(true);
  expect(await inside(page).locator("#measured").textContent()).toMatch(/^Step 20\./);
});

test("values are set, got, undone and refused by name; a change says whose it is", async () => {
  const page = await kitchen();
  const out = await use(page, async (it) => {
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => "",
        (why: Error & { code: string }) => `${why.name} ${why.code} ${why.message.split(":")[0]}`,
      );
    await it.set("alpha", 0.25);
    const first = it.get("alpha");
    const { way } = it.value;
    await it.set({ way: "line", seed: 9 });
    const both = [it.value.way, it.value.seed];
    const wrong = [
      await refused(it.set("nonsense", 1)),
      await refused(it.set({ alpha: 0.75, members: 900 })),
      await refused(it.snapshot({ figure: "none" })),
      await refused(it.exportModels({ which: "m9" })),
    ];
    const kept = it.get("alpha");
    await it.undo();
    const undone = [it.value.way === way, it.get("seed")];
    await it.redo();
    return { first, both, wrong, kept, undone, redone: it.get("seed") };
  });
  expect(out.first).toBe(0.25);
  expect(out.both).toEqual(["line", 9]);
  expect(out.wrong).toEqual(["nonsense", "members", "figure", "which"].map((name) => `RangeError E-VALUE ${name}`));
  expect(out.kept).toBe(0.25);
  expect(out.undone).toEqual([true, 7]);
  expect(out.redone).toBe(9);
  const changes = () => told(page).then((all) => all.filter(({ name }) => name === "change"));
  await expect.poll(async () => (await changes()).at(-1)?.source).toBe("host");
  const before = (await changes()).length;
  await inside(page).locator("#c-noise").fill("0.4");
  await inside(page).locator("#c-noise").press("Enter");
  await expect.poll(async () => (await changes()).length).toBeGreaterThan(before);
  expect((await changes()).at(-1)).toMatchObject({ source: "user", changed: ["noise"] });
  expect(await use(page, (it) => it.value.noise)).toBe(0.4);
});

test("its link opens the same, as a page and as a frame", async () => {
  const page = await kitchen("", `${SHORT}&way=line&al=0.3`);
  const [link, frame, words] = await use(page, async (it) => {
    await it.play();
    await it.pin();
    return [it.link(), it.link({ embed: true }), it.describe()];
  });
  expect(link).toMatch(new RegExp(`^${site}kitchen/#v=1&.*t=20.*pin=`));
  expect(frame).toBe(link.replace("kitchen/", "embed/?e=kitchen"));
  const copy = await hosted(`${EAR}${element('loading="eager"', new URL(link).hash.slice(1))}`);
  copy.setDefaultTimeout(90_000);
  await expect.poll(() => use(copy, (it) => it.describe()), { timeout: 60_000 }).toBe(words);
  await inside(copy).locator(".pins li", { hasText: "P1: Two moons" }).waitFor();
  const plain = await hosted(`<iframe src="${frame}" title="Kitchen" width="900" height="900"></iframe>`);
  await plain
    .frameLocator("iframe")
    .locator("#measured", { hasText: words.toString().slice(0, 40) })
    .waitFor({ timeout: 60_000 });
});

test("figures, numbers and models leave it, and models come back", async () => {
  const page = await kitchen();
  const out = await use(page, async (it) => {
    await it.play();
    const members = await Promise.all(["m1", "m2"].map((which) => it.exportModels({ which })));
    const out = {
      svg: await (await it.snapshot({ figure: "training" })).text(),
      table: await (await it.snapshot()).text(),
      png: (await it.snapshot({ figure: "training", format: "png" })).type,
      csv: await (await it.exportData({ figure: "table", format: "csv" })).text(),
      json: JSON.parse(await (await it.exportData()).text()) as { results: { rows: unknown[] } },
      words: await it.describe({ figure: "growth", length: "long" }),
      header: await members[0]?.slice(8, 60).text(),
      zip: await (await it.exportModels({ which: "members" })).slice(0, 2).text(),
      soup: JSON.parse(await (await it.exportModels({ format: "json" })).text()) as object,
      taught: await it.exportModels({ which: "student" }).catch((why: Error) => why.message),
    };
    await it.importModels([...members, ...members].slice(0, 3));
    return { ...out, members: it.value.members, from: it.status };
  });
  expect(out.svg).toContain("<svg");
  expect(out.svg).not.toContain("var(--");
  expect(out.table).toContain("Every model and combination");
  expect(out.png).toBe("image/png");
  expect(out.csv).toContain(`# link: ${site}kitchen/#`);
  expect(out.json.results.rows.length).toBeGreaterThan(10);
  expect(out.words.length).toBeGreaterThan(40);
  expect(out.header).toContain("{");
  expect(out.zip).toBe("PK");
  expect(Object.keys(out.soup).length).toBeGreaterThan(1);
  expect(out.taught).toContain("student");
  expect(out.members).toBe(3);
  await inside(page).locator("#at", { hasText: "Models from files" }).waitFor();
});

test("pause holds it, step goes on, reset goes back, and a signal ends it", async () => {
  const page = await kitchen("", "eng=cpu&m=2&ste=600&st=same&n=100");
  const steps = await use(page, async (it) => {
    const end = it.play();
    await new Promise((done) => it.addEventListener("soupcon-progress", done, { once: true }));
    await it.pause();
    await end;
    const [status, at] = [it.status, it.progress.step];
    await it.step(10);
    const after = it.progress.step;
    const stop = new AbortController();
    const aborted = it.play({ signal: stop.signal }).catch((why: Error) => why.name);
    await new Promise((done) => setTimeout(done, 300));
    stop.abort();
    const why = await aborted;
    await it.reset();
    return { status, at, after, why, last: [it.status, it.progress.step] };
  });
  expect(steps.status).toBe("paused");
  expect(steps.at).toBeLessThan(600);
  expect(steps.after).toBe(steps.at + 10);
  expect(steps.why).toBe("AbortError");
  expect(steps.last).toEqual(["ready", 0]);
});

test("far below the window nothing is fetched; brought into view it comes, and what stood there stays until then", async () => {
  const page = await hosted(`${EAR}<div style="height:4000px"></div>${element()}`);
  page.setDefaultTimeout(60_000);
  await page.waitForFunction(() => customElements.get("soupcon-exhibit") !== undefined);
  await page.waitForTimeout(500);
  expect(await page.locator("soupcon-exhibit iframe").count()).toBe(0);
  expect(await use(page, (it) => it.status)).toBe("poster");
  await page.locator("soupcon-exhibit").scrollIntoViewIfNeeded();
  await page.locator("soupcon-exhibit iframe").waitFor({ state: "attached" });
  expect(await page.getByText("Instead").isVisible()).toBe(true);
  await use(page, (it) => it.ready);
  expect(await page.getByText("Instead").isVisible()).toBe(false);
});

test("out of view a run waits; in view it goes on to its end", async () => {
  const page = await kitchen("", SHORT, '<div style="height:3000px"></div>');
  await use(page, (it) => {
    void it.play().then(() => it.setAttribute("data-over", ""));
  });
  await page.waitForTimeout(1500);
  expect(await use(page, (it) => [it.status, it.hasAttribute("data-over")])).toEqual(["paused", false]);
  await page.locator("soupcon-exhibit").scrollIntoViewIfNeeded();
  await page.locator("soupcon-exhibit[data-over]").waitFor();
  expect(await use(page, (it) => it.status)).toBe("finished");
});

test("its height is that of its content, its theme that of the page, and attributes are followed", async () => {
  const page = await kitchen('theme="dark" seed="5"', SHORT, "<style>:root { color-scheme: light }</style>");
  const fits = async () => {
    await page.waitForTimeout(1300);
    const content = await page.frames()[1]?.evaluate(() => document.documentElement.scrollHeight);
    return [
      await inside(page)
        .owner()
        .evaluate((it) => it.clientHeight),
      content,
    ];
  };
  const [high, content] = await fits();
  expect(high).toBe(content);
  expect(high).toBeGreaterThan(900);
  const paper = () =>
    inside(page)
      .locator("body")
      .evaluate((it) => getComputedStyle(it).backgroundColor);
  expect(await inside(page).locator("#seed").inputValue()).toBe("5");
  const dark = await paper();
  await use(page, (it) => {
    it.theme = "light";
    it.seed = "6";
  });
  await expect.poll(() => inside(page).locator("#seed").inputValue()).toBe("6");
  await expect.poll(paper).not.toBe(dark);
  expect(await page.evaluate(() => history.length)).toBe(2);
  await inside(page).locator("summary", { hasText: "Change who learns" }).click();
  const [higher, now] = await fits();
  expect(higher).toBe(now);
  expect(higher).toBeGreaterThan(high ?? 0);
  const all = await told(page);
  expect(all.filter(({ name }) => name === "resize").at(-1)?.height).toBe(higher);
});

test("messages of a page that may not speak change nothing", async () => {
  const page = await kitchen("", SHORT, '<iframe id="other" srcdoc="<p>Neighbour</p>"></iframe>');
  const frame = page.frames().find((one) => one.url().includes("/kitchen/"));
  expect(new URL(frame?.url() ?? "").searchParams.get("origin")).toBe(new URL(page.url()).origin);
  // A neighbour speaks to the Kitchen, and to the page as if it were the Kitchen.
  const say = { soupcon: 1, type: "call", id: 1, method: "set", args: ["seed", 99] };
  const lie = { soupcon: 1, type: "event", name: "status", detail: { status: "failed" }, status: "failed" };
  await page
    .frames()
    .find((one) => one.url() === "about:srcdoc")
    ?.evaluate(
      ([say, lie]) => {
        for (let i = 0; i < parent.frames.length; i++) parent.frames[i]?.postMessage(say, "*");
        parent.postMessage(lie, "*");
      },
      [say, lie] as const,
    );
  // A page of another origin than the one that is named has the Kitchen in a frame.
  const other = await hosted(`<script>
    window.heard = [];
    onmessage = ({ data }) => heard.push(data.type);
    window.say = (message) => document.querySelector("iframe").contentWindow.postMessage(message, "*");
  </script><iframe title="Kitchen" src="${site}kitchen/?origin=https://elsewhere.example#${SHORT}"></iframe>`);
  const there = other.frameLocator("iframe");
  await there.locator("#measured", { hasText: "Step 0." }).waitFor({ timeout: 60_000 });
  await other.evaluate(
    ([connect, call]) => {
      for (const message of [connect, call]) (window as never as { say(it: unknown): void }).say(message);
    },
    [{ soupcon: 1, type: "connect", protocol: 1 }, say] as const,
  );
  await other.waitForTimeout(500);
  expect(await other.evaluate(() => (window as never as { heard: string[] }).heard)).toEqual(["hello"]);
  expect(await there.locator("#seed").inputValue()).toBe("7");
  expect(await use(page, (it) => it.status)).toBe("ready");
  expect(await inside(page).locator("#seed").inputValue()).toBe("7");
});

test("taken out and put in again it shows what it showed", async () => {
  const page = await kitchen();
  const words = await use(page, async (it) => {
    await it.set("seed", 11);
    await it.play();
    return it.describe();
  });
  await use(page, async (it) => {
    it.remove();
    document.body.append(it);
  });
  await expect.poll(() => use(page, (it) => it.status), { timeout: 60_000 }).toBe("finished");
  await expect.poll(() => use(page, (it) => it.describe()), { timeout: 60_000 }).toBe(words);
  expect(await inside(page).locator("#seed").inputValue()).toBe("11");
});

test("from a place where there is no Kitchen it is told, and what stood there stays", async () => {
  forgive(/404/);
  const page = await hosted(`${EAR}${element(`loading="eager" assets="${site}nowhere/"`)}`);
  await page.waitForFunction(() => (window as never as { told: Told[] }).told.length > 0, undefined, {
    timeout: 40_000,
  });
  expect((await told(page))[0]).toMatchObject({ name: "error", code: "E-LOAD" });
  expect(await page.getByText("Instead").isVisible()).toBe(true);
});
