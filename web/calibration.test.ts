import { expect, test, vi } from "vitest";
import { faster, graphics, verdict } from "./calibration.ts";
import * as hands from "./hire.ts";
import type { RunSpec } from "./wire.ts";

test("the faster executor is chosen, the processor where there is no other", () => {
  expect(faster({ cpu: 10, gpu: 20 })).toBe("gpu");
  expect(faster({ cpu: 20, gpu: 10 })).toBe("cpu");
  expect(faster({ cpu: 1, without: "none in this browser" })).toBe("cpu");
});

test("the choice is told with both numbers", () => {
  expect(verdict({ cpu: 21_234, gpu: 54_321 }, 3, false, "gpu")).toBe(
    "CPU × 3: 21,000 member-steps/s; GPU: 54,000 member-steps/s. GPU chosen because faster.",
  );
  expect(verdict({ cpu: 900, without: "none in this browser" }, 1, false, "cpu")).toBe(
    "CPU × 1: 900 member-steps/s; GPU: none in this browser. CPU chosen automatically.",
  );
  expect(verdict({}, 1, true, "gpu")).toContain("GPU chosen by you");
});

test("a graphics device that answers too late is let go when it comes", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => ({ info: { architecture: "fast" } }) } });
  const end = vi.fn();
  let come = (_: hands.Hired): void => undefined;
  vi.spyOn(hands, "hire").mockReturnValue(
    new Promise((resolve) => {
      come = resolve;
    }),
  );
  const rates = graphics({} as RunSpec, undefined);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await rates).toEqual({ without: "no answer in time" });
  come({ ask: () => new Promise(() => undefined), end, build: "simd", device: "late" });
  await vi.advanceTimersByTimeAsync(0);
  expect(end).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
