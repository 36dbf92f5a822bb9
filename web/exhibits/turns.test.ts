import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("so many come at once, those in view before the others, and the newest of them first", async () => {
  const turns = new Turns(1);
  const order: string[] = [];
  const ask = (name: string, isSeen: boolean) => {
    const place = turns.take(() => isSeen);
    void place.come.then(() => order.push(name));
    return place;
  };
  const settle = () => new Promise((done) => setTimeout(done, 0));
  const a = ask("a", true);
  const hidden = ask("hidden", false);
  const old = ask("old", true);
  const young = ask("young", true);
  await settle();
  expect(order).toEqual(["a"]);
  for (const place of [a, young, old, hidden]) {
    place.leave();
    place.leave();
    await settle();
  }
  expect(order).toEqual(["a", "young", "old", "hidden"]);
});

test("who leaves while waiting takes nobody's place", async () => {
  const turns = new Turns(1);
  const first = turns.take(() => true);
  const second = turns.take(() => true);
  let isThird = false;
  void turns
    .take(() => true)
    .come.then(() => {
      isThird = true;
    });
  second.leave();
  await new Promise((done) => setTimeout(done, 0));
  expect(isThird).toBe(false);
  first.leave();
  await new Promise((done) => setTimeout(done, 0));
  expect(isThird).toBe(true);
});
