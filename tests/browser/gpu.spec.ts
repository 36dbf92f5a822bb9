import { expect, test } from "vitest";
import { open } from "./browser.ts";

test("the browser of the tests has a WebGPU adapter that can compute", async () => {
  const page = await open();
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu.requestAdapter();
    const device = await found?.requestDevice();
    device?.destroy();
    return found && { vendor: found.info.vendor, invocations: found.limits.maxComputeInvocationsPerWorkgroup };
  });
  expect(adapter).not.toBeNull();
  expect(adapter?.invocations).toBeGreaterThanOrEqual(256);
});
