// @vitest-environment node
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listing, writeWorker } from "./vite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "listing-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text = ""): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test("pages and their scripts come first, engines and data sets when they are asked for", () => {
  const early = ["index.html", "e/pld/index.html", "assets/a-1.js", "assets/a-2.css", "data/index.json"];
  const late = ["assets/core-3.wasm", "data/iris-train-0.bin.gz"];
  const never = ["bench.html", "soupcon.js", "offline.js", "npm/soupcon.js", "entries/pld.json", "data/NOTICES.txt"];
  for (const path of [...early, ...late, ...never]) write(path);
  const found = listing(folder);
  expect(Object.keys(found.early).sort()).toEqual(["", "assets/a-1.js", "assets/a-2.css", "data/index.json", "e/pld/"]);
  expect(Object.keys(found.late)).toEqual(late);
  expect(found.early[""]).toBe("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
});

test("the worker is one classic script; its version follows from names and contents", async () => {
  const worker = async () => {
    await writeWorker(folder);
    return readFileSync(join(folder, "offline.js"), "utf8");
  };
  write("index.html", "one");
  const one = await worker();
  expect(one).not.toMatch(/\b(import|export)\b|version-of-the-site/);
  expect(await worker()).toBe(one);
  write("index.html", "two");
  const two = await worker();
  write("index.html", "one");
  write("data/iris-train-0.bin.gz");
  const versions = [one, two, await worker()].map((text) => /version:`(\w{16})`/.exec(text)?.[1]);
  expect(versions).not.toContain(undefined);
  expect(new Set(versions).size).toBe(3);
});
