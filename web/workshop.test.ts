import { expect, test, vi } from "vitest";
import * as core from "./core.ts";
import type { serial } from "./serial.ts";
import { Workshop } from "./workshop.ts";

test("what fetches the rest of the core keeps no other call waiting; the rest is put in between two calls", async () => {
  const done: string[] = [];
  let come = (): void => undefined;
  const fetched = new Promise<void>((resolve) => {
    come = resolve;
  });
  vi.spyOn(core, "begin").mockResolvedValue({
    core: { version: () => "1" } as core.Core,
    complete: async (turn: ReturnType<typeof serial>) => {
      await fetched;
      await turn(() => done.push("put in"));
    },
  });
  const workshop = new Workshop().orderly();
  await workshop.open("simd", false);
  const whole = workshop.complete();
  expect(await workshop.version()).toBe("1");
  done.push("asked");
  come();
  await whole;
  expect(done).toEqual(["asked", "put in"]);
});
