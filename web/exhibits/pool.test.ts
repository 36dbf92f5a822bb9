import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Hand, Pool } from "./pool.ts";

/** A bench knows in which worker it is. */
interface Bench {
  worker: number;
}

/** A page with so many workers at most; what happens to them is noted. */
function page(most: number) {
  const hired: ((error: Error) => void)[] = [];
  const [ended, released]: [number[], number[]] = [[], []];
  const hire = (): Hand<Bench, string> => {
    const worker = hired.length;
    let fail: (error: Error) => void = () => undefined;
    const gone = new Promise<never>((_, reject) => {
      fail = reject;
    });
    hired.push(fail);
    return {
      bench: async () => ({ worker }),
      release: (bench) => released.push(bench.worker),
      gone,
      end: () => ended.push(worker),
    };
  };
  const pool = new Pool(hire, most);
  const exhibit = (isOnGraphics = false) => {
    const it = { isSeen: true, isOnGraphics, lost: "", isFreed: false };
    const seat = pool.seat({
      page: "",
      isSeen: () => it.isSeen,
      isOnGraphics: () => it.isOnGraphics,
      freed: () => {
        it.isFreed = true;
      },
      lost: (error) => {
        it.lost = String(error);
      },
    });
    const where = () => seat.ask(async ({ worker }) => worker);
    return Object.assign(it, { seat, where });
  };
  /** Whether its turn has come. */
  const hasCome = async (turn: Promise<void>) => {
    let has = false;
    void turn.then(() => {
      has = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    return has;
  };
  return { pool, hired, ended, released, exhibit, hasCome };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("workers are started as they are needed, and at most so many", async () => {
  const { hired, exhibit, hasCome } = page(2);
  const all = Array.from({ length: 5 }, () => exhibit());
  expect(hired).toHaveLength(0);
  const turns = all.map(({ seat }) => seat.turn(""));
  expect(hired).toHaveLength(2);
  expect(await Promise.all(turns.map(hasCome))).toEqual([true, true, false, false, false]);
  all[0]?.seat.leave();
  expect(await Promise.all(turns.map(hasCome))).toEqual([true, true, false, false, true]);
  expect(hired).toHaveLength(2);
});

test("an exhibit goes where the fewest are, and stays while it has something open", async () => {
  const { hired, exhibit, hasCome } = page(2);
  const [a, b, c] = [exhibit(), exhibit(), exhibit()];
  for (const { seat } of [a, b, c]) {
    await seat.turn("mine");
    seat.opened = { key: "mine", seeds: 1 };
    seat.leave();
  }
  expect(await Promise.all([a, b, c].map(({ where }) => where()))).toEqual([0, 1, 0]);
  expect(hired).toHaveLength(2);
  // What is open is in the first worker, where another prepares now.
  await c.seat.turn("mine");
  const again = a.seat.turn("mine");
  expect(await hasCome(again)).toBe(false);
  c.seat.leave();
  expect(await hasCome(again)).toBe(true);
  expect(await a.where()).toBe(0);
});

test("what is open with other settings is given up for a free worker", async () => {
  const { released, exhibit } = page(2);
  const [a, b] = [exhibit(), exhibit()];
  await a.seat.turn("mine");
  a.seat.opened = { key: "mine", seeds: 2 };
  a.seat.leave();
  await b.seat.turn("");
  b.seat.leave();
  expect(await b.where()).toBe(1);
  b.seat.end();
  const c = exhibit();
  await c.seat.turn("");
  expect(await c.where()).toBe(1);
  c.seat.leave();
  const d = exhibit();
  await d.seat.turn("");
  expect(await d.where()).toBe(0);
  await a.seat.turn("other");
  expect(await a.where()).toBe(1);
  expect(a.seat.opened.seeds).toBe(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(released).toEqual([1, 0]);
});

test("all that compute on the graphics device are in one worker", async () => {
  const { exhibit, hasCome } = page(3);
  const [a, b, c] = [exhibit(true), exhibit(), exhibit(true)];
  await Promise.all([a.seat.turn(""), b.seat.turn("")]);
  const third = c.seat.turn("");
  expect(await hasCome(third)).toBe(false);
  a.seat.leave();
  expect(await hasCome(third)).toBe(true);
  expect(await Promise.all([a, b, c].map(({ where }) => where()))).toEqual([0, 1, 0]);
  c.seat.leave();
  b.seat.leave();
  b.isOnGraphics = true;
  await b.seat.turn("other");
  expect(await b.where()).toBe(0);
});

test("out of view an exhibit leaves its turn to others, and has it again once it is seen", async () => {
  const { exhibit, hasCome } = page(1);
  const [a, b] = [exhibit(), exhibit()];
  await a.seat.turn("");
  const second = b.seat.turn("");
  a.isSeen = false;
  a.seat.rest();
  expect(await hasCome(second)).toBe(true);
  const again = a.seat.turn();
  b.seat.leave();
  expect(await hasCome(again)).toBe(false);
  a.isSeen = true;
  void a.seat.turn();
  expect(await hasCome(again)).toBe(true);
});

test("where too many have something open, the oldest that is out of view gives it up", async () => {
  const { pool, released, exhibit } = page(1);
  pool.mostOpen = 2;
  const all = [exhibit(), exhibit(), exhibit(), exhibit()];
  for (const { seat } of all.slice(0, 3)) {
    await seat.turn("");
    seat.leave();
  }
  expect(all.map(({ isFreed }) => isFreed)).toEqual([false, false, false, false]);
  for (const one of all.slice(1, 3)) one.isSeen = false;
  await all[0]?.seat.turn("");
  expect(all.map(({ isFreed }) => isFreed)).toEqual([false, true, false, false]);
  all[0]?.seat.leave();
  await all[3]?.seat.turn("");
  expect(all.map(({ isFreed }) => isFreed)).toEqual([false, true, true, false]);
  expect(released).toHaveLength(2);
  await expect(all[1]?.where()).rejects.toThrow("not running");
});

test("a worker without exhibits is let go after a while, unless one comes", async () => {
  const { hired, ended, released, exhibit } = page(1);
  const [a, b] = [exhibit(), exhibit()];
  await a.seat.turn("");
  a.seat.end();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([released, ended]).toEqual([[0], []]);
  await b.seat.turn("");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ended).toEqual([]);
  b.seat.end();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(ended).toEqual([0]);
  await a.seat.turn("");
  expect([hired.length, await a.where()]).toEqual([2, 1]);
});

test("a worker that fails is lost to those in it, and they begin in another", async () => {
  const { hired, ended, exhibit, hasCome } = page(2);
  const [a, b, c, d] = [exhibit(), exhibit(), exhibit(), exhibit()];
  await Promise.all([a.seat.turn(""), b.seat.turn("")]);
  a.seat.leave();
  await c.seat.turn("");
  const waiting = d.seat.turn("");
  const under = c.seat.ask(() => new Promise(() => undefined)).catch((error) => String(error));
  hired[0]?.(new Error("unreachable"));
  expect(await under).toBe("Error: unreachable");
  expect([a, b, c, d].map(({ lost }) => lost)).toEqual(["Error: unreachable", "", "Error: unreachable", ""]);
  expect([ended, await b.where()]).toEqual([[0], 1]);
  expect(await hasCome(waiting)).toBe(true);
  expect(await d.where()).toBe(2);
  d.seat.leave();
  await a.seat.turn("");
  expect(await a.where()).toBe(2);
  await expect(c.where()).rejects.toThrow("not running");
});
