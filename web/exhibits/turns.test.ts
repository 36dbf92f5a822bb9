import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

const settle = () => new Promise((done) => setTimeout(done, 0));

/** A queue for `rooms` at once, and the names of those who came, in order. */
function queue(rooms: number) {
  const turns = new Turns();
  const order: string[] = [];
  let free = rooms;
  const enter = () => free > 0 && free-- > 0;
  const ask = (name: string, isSeen = () => true) => {
    const place = turns.take(isSeen, enter);
    void place.come.then(() => order.push(name));
    return place;
  };
  const done = () => {
    free++;
    turns.next();
  };
  return { turns, order, ask, done };
}

test("so many come at once, and who asked last is first", async () => {
  const { order, ask, done } = queue(1);
  for (const name of ["a", "old", "young"]) ask(name);
  await settle();
  expect(order).toEqual(["a"]);
  done();
  done();
  await settle();
  expect(order).toEqual(["a", "young", "old"]);
});

test("what is out of view waits until it is seen", async () => {
  const { turns, order, ask } = queue(2);
  let isSeen = false;
  ask("below", () => isSeen);
  ask("above");
  await settle();
  expect(order).toEqual(["above"]);
  isSeen = true;
  turns.next();
  await settle();
  expect(order).toEqual(["above", "below"]);
});

test("who leaves while waiting goes on, and takes nobody's place", async () => {
  const { order, ask, done } = queue(1);
  for (const name of ["first", "third"]) ask(name);
  ask("second").leave();
  await settle();
  expect(order).toEqual(["first", "second"]);
  done();
  await settle();
  expect(order).toEqual(["first", "second", "third"]);
});
