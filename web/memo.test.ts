import { expect, test } from "vitest";
import { Memo } from "./memo.ts";

test("what has come, or is on its way, is not made again; what has failed is", async () => {
  const memo = new Memo<number>();
  let made = 0;
  const get = (name: string, isFine = true) =>
    memo.get(name, async () => {
      made++;
      if (!isFine) throw new Error(name);
      return made;
    });
  await expect(Promise.all([get("a"), get("a"), get("b")])).resolves.toEqual([1, 1, 2]);
  await expect(get("c", false)).rejects.toThrow("c");
  await expect(get("c")).resolves.toBe(4);
  await expect(get("a")).resolves.toBe(1);
});
