/** A browser on the built site; every page in it is watched. */

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

const ARGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--ignore-gpu-blocklist",
  // What is for the window, which nobody sees here, or asks places of its own: lists that drop from the address
  // have two pages in each window, which take as long as some tests.
  `--disable-features=${["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "MediaRouter", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"]}`,
];

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run \`cargo xtask test\`, which sets it.`);
  return value;
}

/** The address of the built site. */
export const site: string = variable("SOUPCON_URL");

/** Origins beside the site's that pages of a test may ask. */
export const neighbours: Set<string> = new Set();

let browser: Browser;
let complaints: string[] = [];
let forgiven: RegExp | undefined;

/** Lets pages complain of what the present test brings about itself. */
export function forgive(complaint: RegExp): void {
  forgiven = complaint;
}

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: variable("SOUPCON_CHROMIUM"), args: ARGS });
});

afterAll(async () => {
  await browser?.close();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  const found = complaints.filter((complaint) => !forgiven?.test(complaint));
  complaints = [];
  forgiven = undefined;
  expect(found, "what pages complained about").toEqual([]);
});

/** A browser of its own, without a graphics device; the caller closes it. */
export function withoutGraphics(): Promise<Browser> {
  const args = ARGS.filter((arg) => !/gpu/.test(arg));
  return chromium.launch({ executablePath: variable("SOUPCON_CHROMIUM"), args: [...args, "--disable-gpu"] });
}

/** Runs in a page first where the site is not to be kept: fetching all of it would take time from what is tested. */
const NOTHING_KEPT = `delete Navigator.prototype.serviceWorker;`;

/** Opens a page of the site after a script; whatever goes wrong in it fails the test. */
export async function open(path = "", options: BrowserContextOptions = {}, script = ""): Promise<Page> {
  const context = await browser.newContext(options);
  if (options.serviceWorkers !== "allow") await context.addInitScript(NOTHING_KEPT);
  await context.addInitScript(script);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      // biome-ignore lint/suspicious/noConsole: the test listens to it
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  watch(page, options.javaScriptEnabled !== false);
  await page.goto(new URL(path, site).href);
  return page;
}

function watch(page: Page, hasScripts: boolean): void {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("crash", () => complaints.push("the page crashed"));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // Aborted is what the page gave up itself, such as the imports of a worker that it let go.
    // Where scripts are off, so are those that the page would have fetched early.
    const isWithheld = !hasScripts && reason === "csp";
    if (reason !== "net::ERR_ABORTED" && !isWithheld) complaints.push(`${request.url()}: ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  page.on("request", (request) => {
    if (!isOwn(request.url())) complaints.push(`a request to another place: ${request.url()}`);
  });
}

function isOwn(url: string): boolean {
  const origin = new URL(url).origin;
  if (neighbours.has(origin)) return true;
  return url.startsWith(site) || url.startsWith("data:") || url.startsWith(`blob:${new URL(site).origin}`);
}
