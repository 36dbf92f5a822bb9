/** What a page costs: bytes, times, tasks of its main thread; measured as a visitor would meet them. */

import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";

/** Kinds of bytes. */
export type Kind = "html" | "css" | "script" | "engine" | "data" | "pictures";

/** One budget. */
export interface Budget {
  what: string;
  unit: "KB gz" | "ms";
  found: number;
  /** On a laptop and on a school's machine; one number where it is the same. */
  limits: readonly [number, number?];
  /** How many times the larger limit a shared machine may need. */
  slack: number;
  /** What else is to be said. */
  beside?: string;
}

const KINDS: [RegExp, Kind][] = [
  [/\.wasm$/, "engine"],
  [/\.m?js$/, "script"],
  [/\.css$/, "css"],
  [/\.(f32|gz|json)$/, "data"],
  [/\.(png|jpe?g|svg|webp)$/, "pictures"],
  [/(\/|\.html)$/, "html"],
];

/** Counts the bytes that a page fetches from now on, each address once, as gzip would send them to a first visitor. */
export async function bytes(page: Page): Promise<() => Promise<Record<Kind, number>>> {
  const session = await page.context().newCDPSession(page);
  // What is in the browser's cache is not sent again, so it would not be counted.
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const all = new Map<string, Promise<number>>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (all.has(pathname) || !response.url().startsWith("http")) return;
    const size = response.body().then((body) => (/\.gz$/.test(pathname) ? body.length : gzipSync(body).length));
    all.set(
      pathname,
      size.catch(() => 0),
    );
  });
  return async () => {
    const sums: Record<Kind, number> = { html: 0, css: 0, script: 0, engine: 0, data: 0, pictures: 0 };
    for (const [path, size] of all) {
      const kind = KINDS.find(([ending]) => ending.test(path))?.[1] ?? "data";
      sums[kind] += (await size) / 1000;
    }
    return sums;
  };
}

/** What the script in the page notes. */
interface Notes {
  /** When the recorded view was there, in milliseconds since the page was asked for. */
  recorded: number;
  /** Drawings of what the hand has made: when, and points along a side. */
  drawings: { at: number; side: number }[];
}

/** Runs in the page before everything else. */
export const WATCH = `(() => {
  const notes = { recorded: NaN, drawings: [] };
  globalThis.notes = notes;
  const drawImage = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (image, ...place) {
    drawImage.call(this, image, ...place);
    const side = image.width;
    if ((side === 32 || side === 96) && this.canvas.closest(".made")) {
      requestAnimationFrame((at) => notes.drawings.push({ at, side }));
    }
  };
  const look = () => {
    const isShown = document.querySelector(".made canvas") && /^Step \\d/.test(document.querySelector("#measured")?.textContent?.trim() ?? "");
    if (isShown) notes.recorded = performance.now();
    else requestAnimationFrame(look);
  };
  document.addEventListener("DOMContentLoaded", look);
})();`;

/** What was noted so far. */
export function notes(page: Page): Promise<Notes> {
  return page.evaluate(() => (globalThis as unknown as { notes: Notes }).notes);
}

/** An event of a trace; times in microseconds, `tdur` without what other threads had of the processor. */
interface Traced {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** The longest task of a page's main thread while something is done: milliseconds of processor time, and on the clock. */
export async function longest(page: Page, work: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  const browser = page.context().browser();
  if (!browser) throw new Error("The page has no browser.");
  await browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as { traceEvents: Traced[] };
  const mains = new Set<string>();
  for (const { name, pid, tid, args } of traceEvents) {
    if (name === "thread_name" && args?.name === "CrRendererMain") mains.add(`${pid} ${tid}`);
  }
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === "X" && name.endsWith("RunTask") && mains.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error("The trace has no tasks.");
  const most = (of: (task: Traced) => number) => tasks.reduce((top, task) => Math.max(top, of(task)), 0) / 1e3;
  return { cpu: most(({ tdur, dur }) => tdur ?? dur ?? 0), wall: most(({ dur }) => dur ?? 0) };
}

/** Milliseconds from the button to the first members that have learnt something. */
export async function firstFrame(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        document.querySelector<HTMLElement>("#play")?.click();
        let isNew = false;
        const look = (now: number) => {
          const text = document.querySelector("#measured")?.textContent ?? "";
          const step = Number(/Step ([\d,]+)/.exec(text)?.[1]?.replaceAll(",", ""));
          if (step === 0 || (step > 0 && step < 300)) isNew = true;
          if (isNew && step > 0) resolve(now - begun);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

/** Milliseconds from a move of the slider to the coarse and to the fine map, the middle of several moves. */
export async function latency(page: Page, moves = 9): Promise<[number, number]> {
  const found: [number, number][] = [];
  for (let i = 0; i < moves; i++) {
    const begun = await page.evaluate((i) => {
      const slider = document.querySelector<HTMLInputElement>('[data-name="alpha"] input[type=range]');
      if (!slider) throw new Error("There is no slider.");
      slider.value = String(0.1 + i / 10);
      const now = performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      return now;
    }, i);
    await page.waitForFunction(
      (begun) =>
        (globalThis as unknown as { notes: Notes }).notes.drawings.some(({ at, side }) => side === 96 && at > begun),
      begun,
    );
    const { drawings } = await notes(page);
    const after = (sides: number[]) =>
      drawings.find((one) => sides.includes(one.side) && one.at > begun)?.at ?? Number.NaN;
    // Where the fine map is as quick, it is the first answer.
    found.push([after([32, 96]) - begun, after([96]) - begun]);
  }
  const middle = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  return [middle(found.map(([coarse]) => coarse)), middle(found.map(([, fine]) => fine))];
}

/** Moves the slider as a hand would, at each frame for two seconds; gives the times between frames, p95. */
export async function drag(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const slider = document.querySelector<HTMLInputElement>('[data-name="alpha"] input[type=range]');
        const begun = performance.now();
        const gaps: number[] = [];
        let last = begun;
        const move = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (slider) {
            slider.value = String(0.5 + 0.4 * Math.sin(now / 300));
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
          if (now - begun < 2000) requestAnimationFrame(move);
          else resolve(gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? Number.NaN);
        };
        requestAnimationFrame(move);
      }),
  );
}

/** Times between frames for some seconds, p95. */
export async function frames(page: Page, seconds: number): Promise<number> {
  return await page.evaluate(
    (seconds) =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        const gaps: number[] = [];
        let last = begun;
        const look = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (now - begun < seconds * 1e3) requestAnimationFrame(look);
          else resolve(gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? Number.NaN);
        };
        requestAnimationFrame(look);
      }),
    seconds,
  );
}

/** The budgets as a table. */
export function table(all: readonly Budget[]): string {
  const rows = all.map(({ what, unit, found, limits, beside = "" }) => {
    const [laptop, school = laptop] = limits;
    const limit = laptop === school ? `${laptop}` : `${laptop} / ${school}`;
    const verdict = found <= laptop ? "kept" : found <= school ? "kept on a school's" : "over";
    return [what, `${found.toFixed(found < 10 ? 1 : 0)} ${unit}`, limit, verdict, beside];
  });
  const head = ["Measure", "Found", "Limit (laptop / school)", "", ""];
  const width = head.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (row: string[]) =>
    row
      .map((cell, i) => cell.padEnd(width[i] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(width.map((n) => "-".repeat(n))), ...rows.map(line)].join("\n");
}
