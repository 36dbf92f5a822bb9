import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { open, site } from "./browser.ts";

test.each(["simd", "relaxed"])("the page loads the build %s of the core", async (build) => {
  const page = await open(`kitchen/?build=${build}`);
  await page.locator("#core", { hasText: `Core ${packageJson.version}, ${build}` }).waitFor({ state: "attached" });
  await page.locator("#made", { hasText: "%" }).waitFor();
});

test("without a wish the page takes the fastest build", async () => {
  const page = await open("kitchen/");
  await page.locator("#core", { hasText: `Core ${packageJson.version}, relaxed` }).waitFor({ state: "attached" });
});

test("an outside program can import the benchmarks", async () => {
  const page = await open("bench.html");
  // As text: the test runner rewrites imports in functions.
  const version = await page.evaluate(`import("${site}soupcon-bench.js").then((it) => it.version())`);
  expect(version).toBe(packageJson.version);
});
