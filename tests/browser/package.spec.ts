/** The package: exhibits without a page in Node, the element and the widget of a notebook in a page of another. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Ran, RunOptions } from "../../web/npm/exhibits.ts";
import { site } from "./browser.ts";
import { hosted } from "./host.ts";

const dist = new URL("../../dist/", import.meta.url);
const QUICK = "forest-smoothers";

interface Module {
  exhibits(): Promise<{ card: { slug: string } }[]>;
  run(name: string, options?: RunOptions): Promise<Ran>;
}

test("Node runs exhibits, and is told what cannot be", async () => {
  const { exhibits, run } = (await import(/* @vite-ignore */ new URL("npm/exhibits.js", dist).href)) as Module;
  expect((await exhibits()).length).toBeGreaterThanOrEqual(10);
  const shares: number[] = [];
  const ran = await run(QUICK, { seeds: 2, values: { trees: 20 }, progress: ({ share }) => shares.push(share) });
  expect(ran.seconds).toHaveLength(2);
  expect(shares.length).toBeGreaterThan(2);
  expect(ran.snapshot.figures.length).toBeGreaterThan(3);
  expect(ran.findings.every(({ differences }) => differences.length === 2)).toBe(true);
  expect(ran.findings.some(({ verdict }) => verdict === "same direction")).toBe(true);
  const again = await run(QUICK, { seeds: 2, values: { trees: 20 } });
  expect(again.findings).toEqual(ran.findings);
  await expect(run("nothing")).rejects.toThrow(/exhibit/);
  await expect(run(QUICK, { values: { trees: 900 } })).rejects.toThrow(/trees/);
  await expect(run(QUICK, { seeds: 0 })).rejects.toThrow(/seeds/);
  const control = new AbortController();
  const ended = run(QUICK, { seeds: 50, signal: control.signal, progress: () => control.abort() });
  await expect(ended).rejects.toThrow(/abort/i);
});

/** Packs the package and installs it in a folder of its own. */
function installed(work: (folder: string) => void): void {
  const folder = mkdtempSync(`${tmpdir()}/soupcon-`);
  try {
    const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
      cwd: fileURLToPath(new URL("npm/", dist)),
      encoding: "utf8",
    }).trim();
    execFileSync("tar", ["-xzf", packed], { cwd: folder });
    mkdirSync(`${folder}/node_modules`);
    renameSync(`${folder}/package`, `${folder}/node_modules/soupcon`);
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what is packed is whole: it is installed elsewhere and runs there", () => {
  installed((cwd) => {
    const text = `
      import { run } from "soupcon/exhibits";
      import { call } from "soupcon";
      import "soupcon/element";
      const { findings } = await run("${QUICK}", { seeds: 1 });
      console.log(findings.length, JSON.stringify(await call("uniform_soup", { weights: [[1, 2], [3, 6]] })));`;
    writeFileSync(`${cwd}/program.mjs`, text);
    const said = execFileSync("node", ["program.mjs"], { cwd, encoding: "utf8" });
    expect(said).toMatch(/^\d+ {"soup":\[2,4\]}/);
  });
});

/** Uses all that is declared, and what must be refused. */
const PROGRAM = `
  import { type Answer, call, functions, layout, merge, readCheckpoint } from "soupcon";
  import { type Ran, exhibits, run } from "soupcon/exhibits";
  import { SoupconExhibit } from "soupcon/element";
  import widget from "soupcon/widget";
  const answer: Answer = await call("uniform_soup", { weights: [[1, 2], new Float32Array(2)] });
  const names: string[] = (await functions()).map(({ name }) => name);
  const merged = await merge({ method: "ties", density: 0.2 }, [{ name: "a", bytes: new Uint8Array() }]);
  if (!merged.error) console.log(merged.recipe, merged.file.length);
  const ran: Ran = await run((await exhibits())[0]?.card.slug ?? "", { seeds: 2, signal: AbortSignal.timeout(9) });
  const made: SoupconExhibit = document.createElement("soupcon-exhibit");
  Object.assign(made, { exhibit: "pld" });
  made.autoplay = made.noLink;
  made.controls = made.state.concat(SoupconExhibit.version);
  await made.step(2, { signal: AbortSignal.abort() });
  const picture: Blob = await made.snapshot({ figure: "boundary", format: "svg", scale: 2 });
  const end: () => void = widget.render({ model: { get: () => 0, set() {}, save_changes() {}, on() {}, off() {} }, el: made });
  console.log(answer.error?.field, names, ran.findings[0]?.verdict, picture.size, end, layout, readCheckpoint);
  // @ts-expect-error: a text is no number of seeds
  await run("pld", { seeds: "5" });
  // @ts-expect-error: there is no such device
  await call("kd_loss", {}, "tpu");
  // @ts-expect-error: what was measured is not written
  made.status = "finished";
  // @ts-expect-error: a method of nobody
  made.train();
`;

test("what the package declares is what its sources have, for bundlers and for Node", () => {
  installed((cwd) => {
    writeFileSync(`${cwd}/program.mts`, PROGRAM);
    const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
    for (const [module, resolution] of [
      ["esnext", "bundler"],
      ["nodenext", "nodenext"],
    ]) {
      const options = ["--noEmit", "--strict", "--target", "esnext", "--lib", "esnext,dom", "--types", ""];
      const asked = [...options, "--module", `${module}`, "--moduleResolution", `${resolution}`, "program.mts"];
      const { status, stdout } = spawnSync(process.execPath, [tsc, ...asked], { cwd, encoding: "utf8" });
      expect([status, stdout]).toEqual([0, ""]);
    }
  });
});

test("the package’s element shows an exhibit with its own files", async () => {
  const element = `<soupcon-exhibit exhibit="${QUICK}" state="rep=1"></soupcon-exhibit>`;
  const page = await hosted(element, {}, undefined, "npm/element.js");
  await page.locator("soupcon-exhibit #play").click();
  await page.locator('.runbar[data-phase="finished"]').waitFor();
});

test("a notebook’s model and the exhibit follow each other", async () => {
  const widget = readFileSync(new URL("soupcon-widget.js", dist));
  expect(gzipSync(widget, { level: 9 }).length).toBeLessThanOrEqual(5000);
  const page = await hosted(`<div id="cell"></div><script type="module">
    import widget from "${site}soupcon-widget.js";
    const values = { exhibit: "${QUICK}", state: "rep=1", status: "", results: null, value: {} };
    const heard = new Map();
    window.model = {
      get: (name) => values[name],
      set(name, value) { values[name] = value; },
      save_changes() { window.saved = { ...values }; },
      on: (event, work) => heard.set(event, work),
      off: (event) => heard.delete(event),
    };
    window.heard = heard;
    window.end = widget.render({ model, el: document.querySelector("#cell") });
  </script>`);
  await page.locator("soupcon-exhibit #play").click();
  await page.waitForFunction(() => {
    const { saved } = window as never as { saved?: { status: string; results: unknown } };
    return saved?.status === "finished" && saved.results !== null;
  });
  await page.evaluate(() => {
    const { model, heard } = window as never as {
      model: { set(name: string, value: unknown): void };
      heard: Map<string, () => void>;
    };
    model.set("state", "rep=1&seed=9");
    heard.get("change:state")?.();
  });
  await page.waitForFunction(() => (window as never as { saved: { value: { seed?: number } } }).saved.value.seed === 9);
  await page.evaluate(() => (window as never as { end(): void }).end());
  expect(await page.locator("soupcon-exhibit").count()).toBe(0);
  expect(await page.evaluate(() => (window as never as { heard: Map<string, unknown> }).heard.size)).toBe(0);
});
