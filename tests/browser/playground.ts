/** The Kitchen, as the tests see and use it. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { open } from "./browser.ts";

/** The state that the page says it is in. */
export type Phase = "ready" | "running" | "paused" | "finished" | "failed";

/** A short run of few members from their own random weights, on the processor, as fast as it goes. */
export const SHORT = "eng=cpu&sp=max&m=2&ste=20&st=same&n=100&ln=0";

/** Waits until the page is in a state. */
export async function phase(page: Page, name: Phase): Promise<void> {
  await page
    .locator(`.stage[data-phase="${name}"]`)
    .waitFor()
    .catch(async (error) => {
      const at = await page.locator(".stage").getAttribute("data-phase");
      const said = await page.locator(".notice").allTextContents();
      throw new Error(`The page is ${at}, not ${name}. It says: ${said.join(" ")}`, { cause: error });
    });
}

/** Opens the page with settings and waits until it can be used. */
export async function playground(settings: string, options?: BrowserContextOptions, script?: string): Promise<Page> {
  const page = await open(`kitchen/#v=1&${settings}`, options, script);
  page.setDefaultTimeout(90_000);
  await page
    .locator('.stage[data-phase="ready"], .stage[data-phase="finished"], .stage[data-phase="paused"]')
    .waitFor();
  await page.locator("#measured", { hasText: "Step" }).waitFor();
  return page;
}

/** Trains to the end. */
export async function train(page: Page): Promise<void> {
  await page.locator("#play").click();
  await phase(page, "finished");
}

/** The sentence that says how members, ensemble and soup do after a step. */
export async function measured(page: Page, step: number): Promise<string> {
  const sentence = page.locator("#measured", { hasText: `Step ${step}.` });
  await sentence.waitFor();
  return ((await sentence.textContent()) ?? "").trim();
}

/** The accuracies in that sentence, from 0 to 1. */
export async function accuracies(page: Page, step: number) {
  const text = await measured(page, step);
  const named = (name: string) => Number(new RegExp(`${name} ([\\d.]+)\\s%`).exec(text)?.[1]) / 100;
  return { soup: named("Soup"), ensemble: named("ensemble"), best: named("best member"), mean: named("mean") };
}

/** The step that the page is at. */
export async function step(page: Page): Promise<number> {
  const text = (await page.locator("#at").textContent()) ?? "";
  return Number(/Step ([\d,]+)/.exec(text)?.[1]?.replaceAll(",", ""));
}

/** The picture on the canvas of a map; it is drawn when it is near what is seen. */
export async function picture(page: Page, map: string): Promise<string> {
  const canvas = page.locator(`${map} canvas`);
  await canvas.scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  return canvas.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Waits until the picture on a map is another one, and gives it. */
export async function other(page: Page, map: string, before: string): Promise<string> {
  await page.waitForFunction(
    ([map, before]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`${map} canvas`);
      return canvas !== null && canvas.toDataURL() !== before;
    },
    [map, before] as const,
  );
  return picture(page, map);
}

/** The sentence of the combination that the hand has made, once it says something. */
export async function made(page: Page, words: RegExp): Promise<string> {
  const sentence = page.locator("#made", { hasText: words });
  await sentence.waitFor();
  return ((await sentence.textContent()) ?? "").trim();
}

/** Opens a figure of the result and gives its sentence, once it has one that fits. */
export async function figure(page: Page, tab: string, words: RegExp): Promise<string> {
  await page.locator(`#tab-${tab}`).click();
  const sentence = page.locator("#panel .sentence", { hasText: words }).first();
  await sentence.waitFor();
  return ((await sentence.textContent()) ?? "").trim();
}
