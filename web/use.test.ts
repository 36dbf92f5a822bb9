// @vitest-environment jsdom
import { expect, test, vi } from "vitest";

test("the first sign of a hand is heard, by all who wait and by those who come later", async () => {
  const { inUse } = await import("./use.ts");
  const heard = vi.fn();
  const waiting = [inUse().then(heard), inUse().then(heard)];
  await Promise.resolve();
  expect(heard).not.toHaveBeenCalled();
  dispatchEvent(new Event("pointerdown"));
  await Promise.all(waiting);
  expect(heard).toHaveBeenCalledTimes(2);
  await inUse();
});
