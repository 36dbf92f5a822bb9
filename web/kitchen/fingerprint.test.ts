import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

test("a fingerprint is twelve digits of SHA-256, and any other number gives another", async () => {
  // printf '[["m1",0.5,null]]' | sha256sum
  expect(await fingerprint([["m1", 0.5, null]])).toBe("b43080cc0d40");
  expect(await fingerprint([["m1", 0.5000000000000001, null]])).not.toBe("b43080cc0d40");
});
