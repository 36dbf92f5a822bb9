import { beforeEach, expect, test } from "vitest";
import { rules } from "../link.ts";
import { take } from "./bring.ts";
import type { Kitchen } from "./kitchen.ts";
import { ui } from "./manifest.ts";

const files = (count: number) => Array.from({ length: count }, (_, i) => new File([], `m${i + 1}.safetensors`));

beforeEach(() => {
  ui.value = rules();
});

test("as many models are taken as there may be members; a start is none", async () => {
  const kitchen = {} as Kitchen;
  await expect(take(kitchen, files(65))).rejects.toThrow("There are 65 models; “Members” goes up to 64.");
  ui.value = rules("lock:members");
  await expect(take(kitchen, files(3))).rejects.toThrow("The page has set “Members” to 8: bring as many models.");
  ui.value = rules("max:members=2");
  await expect(take(kitchen, files(3))).rejects.toThrow("There are 3 models; “Members” goes up to 2.");
  const start = new File([], "start.safetensors");
  // What is wrong is the empty file, not their number.
  await expect(take(kitchen, [...files(2), start])).rejects.not.toThrow("goes up to");
});
