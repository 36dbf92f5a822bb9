import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { open } from "./browser.ts";

test.each(["simd", "relaxed"])("the page loads the build %s of the core", async (build) => {
  const page = await open(`?build=${build}`);
  await page.getByRole("status").getByText(`Core ${packageJson.version}, ${build}`).waitFor();
});

test("without a wish the page takes the fastest build", async () => {
  const page = await open();
  await page.getByRole("status").getByText(`Core ${packageJson.version}, relaxed`).waitFor();
});

test("an outside program can import the benchmarks", async () => {
  const page = await open("bench.html");
  const version = await page.evaluate(async () => {
    const address = new URL("soupcon-bench.js", location.href).href;
    const module: { version(): Promise<string> } = await import(address);
    return await module.version();
  });
  expect(version).toBe(packageJson.version);
});
