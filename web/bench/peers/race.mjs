/**
 * Runs the comparison in a Chromium and prints it: `node web/bench/peers/race.mjs [W1,W2,W4] [rounds] [wasm]`,
 * after `npm run peers`. All take turns in one page; what counts is the CPU time of the page's process. With
 * `webgpu` in place of `wasm` all use the machine's graphics adapter, with `swiftshader` a software adapter that
 * Chromium brings along, and what counts is the time on the clock.
 */

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FOLDER = fileURLToPath(new URL("../../../.cache/peers/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };
const [names = "W1,W2,W4", rounds = "7", device = "wasm"] = process.argv.slice(2);
const backend = device === "wasm" ? "wasm" : "webgpu";
/** What counts, of a turn. */
const measure = device === "wasm" ? "cpu" : "wall";
const WEBGPU = ["--enable-unsafe-webgpu", "--ignore-gpu-blocklist"];
const ARGS = { wasm: [], webgpu: WEBGPU, swiftshader: [...WEBGPU, "--use-webgpu-adapter=swiftshader"] };
if (!(device in ARGS)) throw new Error(`The device must be one of ${Object.keys(ARGS).join(", ")}, not ${device}.`);
/** Milliseconds that a turn should take. */
const TURN = 400;

function serve() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = join(FOLDER, normalize(pathname));
    const file = createReadStream(path);
    file.on("error", () => response.writeHead(404).end());
    file.on("open", () => {
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      file.pipe(response);
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** CPU seconds of the process with most of them among the pages'. */
async function cpu(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  return Math.max(...pages.map(({ cpuTime }) => cpuTime));
}

function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

async function turn(page, session, title, units) {
  const before = await cpu(session);
  const [wall, loss] = await page.evaluate(([title, units]) => globalThis.race.run(title, units), [title, units]);
  return { wall: wall / units, cpu: ((await cpu(session)) - before) / units, loss };
}

/** Units that fill a turn, once the browser has compiled what it runs. */
async function portion(page, title) {
  let [units, ms, spent, done] = [1, 0, 0, 0];
  while (spent < 2 * TURN) {
    [ms] = await page.evaluate(([title, units]) => globalThis.race.run(title, units), [title, units]);
    spent += ms;
    done += units;
    units = Math.max(1, Math.min(4 * units, Math.round((units * TURN) / Math.max(ms, 0.1))));
  }
  return [units, done];
}

/** Everyone's loss after the same first units. */
async function agree(page, titles) {
  const losses = [];
  for (const title of titles) {
    const [, loss] = await page.evaluate((title) => globalThis.race.run(title, 5), title);
    losses.push(loss);
  }
  return losses;
}

async function compare(browser, url, name) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => process.stderr.write(`${error}\n`));
  await page.goto(url);
  await page.waitForFunction("globalThis.race !== undefined");
  const session = await browser.newBrowserCDPSession();
  const prepared = await page.evaluate((asked) => globalThis.race.prepare(...asked), [backend, name]);
  const [titles, firsts] = [prepared.map(([title]) => title), prepared.map(([, ms]) => ms)];
  const losses = await agree(page, titles);
  const units = [];
  for (const title of titles) units.push((await portion(page, title))[0]);
  const turns = titles.map(() => []);
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [i, title] of titles.entries()) turns[i].push(await turn(page, session, title, units[i]));
  }
  await page.close();
  titles.forEach((title, i) => {
    const own = turns[i];
    const ratio = middle(own.map((one, round) => one[measure] / turns[0][round][measure]));
    const least = Math.min(...own.map((one) => one[measure])) / Math.min(...turns[0].map((one) => one[measure]));
    const off = Math.abs(losses[i] - losses[0]) / Math.abs(losses[0]);
    const line = {
      workload: name,
      library: title,
      cpu_ms: middle(own.map((one) => one.cpu)) * 1000,
      cpu_ms_min: Math.min(...own.map((one) => one.cpu)) * 1000,
      wall_ms: middle(own.map((one) => one.wall)),
      // From nothing to the first loss, on the clock.
      first_ms: firsts[i],
      times_ours: ratio,
      times_ours_min: least,
      loss: losses[i],
      // Tokens that were written are the same or not.
      agrees: losses[i] === losses[0] || off < 1e-3,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  });
}

const server = await serve();
const executablePath = process.env.SOUPCON_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...ARGS[device]] });
try {
  const url = `http://127.0.0.1:${server.address().port}/peers.html`;
  for (const name of names.split(",")) await compare(browser, url, name);
} finally {
  await browser.close();
  server.close();
}
