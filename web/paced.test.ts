// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { paced, soon } from "./paced.ts";

const frames = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
};

test("the newest work of an owner is done once, in the order of the owners", async () => {
  const done: string[] = [];
  const [a, b] = [{}, {}];
  paced(a, () => done.push("old"));
  paced(b, () => done.push("b"));
  paced(a, () => done.push("new"));
  expect(done).toEqual([]);
  await frames(2);
  expect(done).toEqual(["new", "b"]);
});

test("what does not fit in a frame waits for the next", async () => {
  let clock = 0;
  const now = vi.spyOn(performance, "now").mockImplementation(() => clock);
  const done: number[] = [];
  for (let i = 0; i < 3; i++) {
    paced({}, () => {
      clock += 20;
      done.push(i);
    });
  }
  await frames(1);
  expect(done.length).toBeLessThan(3);
  await frames(4);
  expect(done).toEqual([0, 1, 2]);
  now.mockRestore();
});

test("what a frame's own work asks for is done in the same frame, while there is time", async () => {
  const done: string[] = [];
  paced({}, () => {
    done.push("outer");
    queueMicrotask(() => soon({}, () => done.push("inner")));
  });
  await frames(1);
  await Promise.resolve();
  expect(done).toEqual(["outer", "inner"]);
});
