/** The page, as the tests see and use it. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { open } from "./browser.ts";

/** The state that the page says it is in. */
export type Phase = "ready" | "running" | "paused" | "finished" | "failed";

/** Waits until the page is in a state. */
export async function phase(page: Page, name: Phase): Promise<void> {
  await page.locator(`.stage[data-phase="${name}"]`).waitFor();
}

/** Opens the page with settings and waits until it can be used. */
export async function playground(query: string, options?: BrowserContextOptions, script?: string): Promise<Page> {
  const page = await open(query, options, script);
  page.setDefaultTimeout(90_000);
  await phase(page, "ready");
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
  const named = (name: string) => Number(new RegExp(`${name} ([\\d.]+)%`).exec(text)?.[1]) / 100;
  return { soup: named("Soup"), ensemble: named("ensemble"), best: named("best member"), mean: named("mean") };
}

/** The step that the page is at. */
export async function step(page: Page): Promise<number> {
  const text = (await page.locator("#at").textContent()) ?? "";
  return Number(/Step ([\d,]+)/.exec(text)?.[1]?.replaceAll(",", ""));
}

/** The picture on the canvas of a map. */
export function picture(page: Page, map: string): Promise<string> {
  return page.locator(`${map} canvas`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}
