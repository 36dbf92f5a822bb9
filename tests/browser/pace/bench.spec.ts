import { expect, test } from "vitest";
import type { Spec } from "../../../web/bench/module.ts";
import { SPECS } from "../../../web/bench/spec.ts";
import { open } from "../browser.ts";
import { between, run, small } from "../workload.ts";

// How many steps a submission takes is measured while it runs.
test("asks a graphics device for little, and creates nothing", async () => {
  const page = await open();
  const steps = 300;
  const spec: Spec = { ...SPECS.W1, M: 4, B: 16, nb: 2 };
  const counts = between(await run(page, small("W1", spec, [200, steps], "gpu")));
  expect(counts.dispatches / steps).toBeGreaterThan(0);
  expect(counts.dispatches / steps).toBeLessThanOrEqual(12);
  expect(counts.submits / steps).toBeLessThanOrEqual(0.1);
  expect(counts.maps).toBeLessThanOrEqual(counts.submits + 1);
  const { buffers, bindGroups, shaderModules, pipelines, messages } = counts;
  expect({ buffers, bindGroups, shaderModules, pipelines, messages }).toEqual({
    ...{ buffers: 0, bindGroups: 0, shaderModules: 0, pipelines: 0 },
    messages: 2,
  });
});
