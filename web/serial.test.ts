import { expect, test } from "vitest";
import { Desk, serial } from "./serial.ts";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("work is done in the order in which it was given, also after a failure", async () => {
  const turn = serial();
  const done: number[] = [];
  const slow = turn(async () => {
    await later(5);
    done.push(1);
    throw new Error("no");
  });
  const fast = turn(() => done.push(2));
  await expect(slow).rejects.toThrow("no");
  await fast;
  expect(done).toEqual([1, 2]);
});

test("the hand's newest question goes first; older ones are answered with nothing", async () => {
  const desk = new Desk();
  const done: string[] = [];
  const work = (name: string) => async () => {
    await later(1);
    done.push(name);
    return name;
  };
  const answers = [
    desk.ask(work("first")),
    desk.ask(work("second")),
    desk.newest("hand", work("old")),
    desk.newest("hand", work("new")),
  ];
  expect(await Promise.all(answers)).toEqual(["first", "second", undefined, "new"]);
  expect(done).toEqual(["first", "new", "second"]);
});

test("a question that fails does not hold up the next one", async () => {
  const desk = new Desk();
  const failing = desk.newest("hand", () => Promise.reject(new Error("lost")));
  const next = desk.ask(async () => 1);
  await expect(failing).rejects.toThrow("lost");
  expect(await next).toBe(1);
});
