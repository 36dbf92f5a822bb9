import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { open } from "../browser.ts";
import { phase } from "../playground.ts";
import {
  type Budget,
  bytes,
  drag,
  firstFrame,
  frames,
  type Kind,
  latency,
  longest,
  notes,
  table,
  WATCH,
} from "./budgets.ts";

const all: Budget[] = [];

/** What a shared machine may take, in times of the limit; bytes are the same everywhere. */
const SHARED = 6;

const LIMITS: [Kind, number, number][] = [
  ["html", 20, 1],
  ["css", 10, 1],
  ["script", 60, 1.7],
  ["engine", 160, 1.6],
  ["data", 50, 1],
];

function note(...budgets: Budget[]): void {
  all.push(...budgets);
  for (const { what, found, limits, slack } of budgets) {
    expect.soft(found, what).toBeLessThanOrEqual((limits[1] ?? limits[0]) * slack);
  }
}

test("the front page is light", async () => {
  const counted = await open("", {}, "").then(async (page) => {
    const count = await bytes(page);
    await page.reload({ waitUntil: "networkidle" });
    return await count();
  });
  const { html, css, script, engine, pictures } = counted;
  expect(engine).toBe(0);
  note(
    { what: "Front page without its picture", unit: "KB gz", found: html + css + script, limits: [60], slack: 1 },
    { what: "Front page's picture", unit: "KB gz", found: pictures, limits: [200], slack: 1 },
  );
});

test("an exhibit opens with little script", async () => {
  const page = await open("", {}, "");
  const count = await bytes(page);
  await page.goto(new URL("e/model-soups/", page.url()).href);
  await page.locator("sp-figure .badge", { hasText: "recorded" }).first().waitFor();
  await page.waitForTimeout(1000);
  const { script } = await count();
  note({ what: "Exhibit: script", unit: "KB gz", found: script, limits: [60], slack: 1.3 });
});

/** The longest task while something is done. */
async function task(page: Page, what: string, work: () => Promise<unknown>): Promise<void> {
  const { cpu, wall } = await longest(page, work);
  const beside = `of processor time; ${wall.toFixed(0)} ms on the clock`;
  note({ what: `Longest task, ${what}`, unit: "ms", found: cpu, limits: [50], slack: 2, beside });
}

/** Waits until the table is there, and a while longer. */
async function rest(page: Page): Promise<void> {
  await page.locator("#panel .sentence", { hasText: "Best on" }).waitFor();
  await page.waitForTimeout(1000);
}

test("the Kitchen opens, plays and follows the hand within its budgets", async () => {
  const page = await open("", {}, WATCH);
  const count = await bytes(page);
  const kitchen = new URL("kitchen/", page.url()).href;
  await page.goto(kitchen);
  await rest(page);
  const { recorded } = await notes(page);
  const sums = await count();
  await page.goto(`${kitchen}#v=1&way=line`);
  await page.reload();
  await rest(page);
  const [coarse, fine] = await latency(page);
  const first = await firstFrame(page);
  await phase(page, "finished");
  note(
    ...LIMITS.map(([kind, limit, slack]): Budget => {
      return { what: `Kitchen: ${kind}`, unit: "KB gz", found: sums[kind], limits: [limit], slack };
    }),
    {
      what: "Kitchen: sum",
      unit: "KB gz",
      found: Object.values(sums).reduce((a, b) => a + b, 0),
      limits: [300],
      slack: 1.4,
    },
    { what: "Navigation to the recorded view", unit: "ms", found: recorded, limits: [1200], slack: SHARED },
    { what: "Play to the first trained frame, cold", unit: "ms", found: first, limits: [2000, 3500], slack: SHARED },
    { what: "Slider to coarse map", unit: "ms", found: coarse, limits: [50, 100], slack: SHARED },
    { what: "Slider to fine map", unit: "ms", found: fine, limits: [250, 600], slack: SHARED },
  );
});

test("no task of the main thread is long", async () => {
  const page = await open("", {}, WATCH);
  const address = new URL("kitchen/#v=1&way=line", page.url()).href;
  await task(page, "while the Kitchen opens", async () => {
    await page.goto(address);
    await rest(page);
  });
  await task(page, "dragging", () => drag(page));
  await task(page, "training 8 members", async () => {
    await firstFrame(page);
    await phase(page, "finished");
    await rest(page);
  });
});

test("frames keep coming while 36 models train", async () => {
  const page = await open("kitchen/#v=1&m=36&ste=4000&st=same&eng=cpu", {}, WATCH);
  await phase(page, "ready");
  await page.locator("#play").click();
  await page.waitForFunction(() => /Step [1-9]/.test(document.querySelector("#measured")?.textContent ?? ""));
  const gap = await frames(page, 4);
  note({ what: "Frame while 36 models train, p95", unit: "ms", found: gap, limits: [20, 33], slack: SHARED });
  await task(page, "training 36 members", () => page.waitForTimeout(4000));
});

afterAll(() => {
  process.stdout.write(`\n${table(all)}\n`);
});
