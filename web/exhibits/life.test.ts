import { expect, test } from "vitest";
import { after, begun, type Event, isBusy, isOpen, type Run, secondsLeft } from "./life.ts";

const live = (...events: Event[]): Run => events.reduce(after, begun(3));
const prepared = (seeds: number): Event => ({ what: "prepared", seeds, seconds: 2 });
const PLAY: Event = { what: "play" };
const OPENED: Event = { what: "opened" };
const CANCEL: Event = { what: "cancel" };
const STOPPED: Event = { what: "stopped" };

test("one seed after another: the first in front, the others behind what is shown", () => {
  expect(live().phase).toBe("poster");
  expect(live(PLAY).phase).toBe("loading");
  expect(live(PLAY, OPENED).phase).toBe("preparing");
  const first = live(PLAY, OPENED, prepared(1));
  expect(first).toMatchObject({ phase: "running", seeds: 1, seconds: 2 });
  expect([isBusy(first), isOpen(first)]).toEqual([true, true]);
  const last = live(PLAY, OPENED, prepared(1), prepared(2), prepared(3));
  expect([last.phase, isBusy(last), isOpen(last)]).toEqual(["finished", false, true]);
});

test("a cancelled run keeps its seeds and goes on from them", () => {
  const stopping = live(PLAY, OPENED, prepared(1), CANCEL);
  expect(stopping.phase).toBe("stopping");
  const cancelled = after(stopping, STOPPED);
  expect(cancelled).toMatchObject({ phase: "cancelled", seeds: 1 });
  expect([PLAY, OPENED, prepared(2)].reduce(after, cancelled)).toMatchObject({ phase: "running", seeds: 2 });
});

test("cancelled before the first seed, the recorded figures are all there is", () => {
  expect(live(PLAY, CANCEL, STOPPED).phase).toBe("poster");
  expect(live(PLAY, OPENED, CANCEL, STOPPED).phase).toBe("poster");
});

test("a seed that is ready just as it is cancelled counts", () => {
  expect(live(PLAY, OPENED, CANCEL, prepared(1))).toMatchObject({ phase: "cancelled", seeds: 1 });
});

test("other settings make what is shown stale; going back to those before finds their seeds", () => {
  const running = live(PLAY, OPENED, prepared(1), prepared(2));
  const stale = after(running, { what: "changed", seeds: 0 });
  expect([stale.phase, stale.seeds, isOpen(stale)]).toEqual(["stale", 0, false]);
  expect(after(stale, { what: "changed", seeds: 2 })).toMatchObject({ phase: "cancelled", seeds: 2 });
  expect(after(begun(3), { what: "changed", seeds: 0 }).phase).toBe("poster");
});

test("a run whose memory is given back is paused, and begins again with its first seed", () => {
  const FREED: Event = { what: "freed" };
  const paused = live(PLAY, OPENED, prepared(1), FREED);
  expect([paused.phase, paused.seeds, isBusy(paused), isOpen(paused)]).toEqual(["paused", 0, false, false]);
  expect([PLAY, OPENED, prepared(1)].reduce(after, paused)).toMatchObject({ phase: "running", seeds: 1 });
  expect(live(PLAY, FREED).phase).toBe("paused");
  expect(live(FREED).phase).toBe("poster");
});

test("fewer repetitions end a run, more let it go on", () => {
  const two = live(PLAY, OPENED, prepared(1), prepared(2));
  expect(after(two, { what: "wanted", seeds: 1 })).toMatchObject({ phase: "finished", wanted: 1, seeds: 2 });
  const done = live(PLAY, OPENED, prepared(1), prepared(2), prepared(3));
  expect(after(done, { what: "wanted", seeds: 5 }).phase).toBe("cancelled");
});

test("what comes too late changes nothing", () => {
  const stale = live(PLAY, OPENED, prepared(1), { what: "changed", seeds: 0 });
  for (const event of [prepared(2), OPENED, STOPPED, { what: "progress", at: { share: 0.5, doing: "" } } as Event]) {
    expect(after(stale, event)).toEqual(stale);
  }
});

test("no event leads to a run that is open without a seed", () => {
  const events: Event[] = [
    ...[
      PLAY,
      OPENED,
      CANCEL,
      STOPPED,
      prepared(1),
      prepared(3),
      { what: "failed" } as Event,
      { what: "reset" } as Event,
    ],
    { what: "changed", seeds: 0 },
    { what: "wanted", seeds: 1 },
  ];
  let seen: Run[] = [begun(3)];
  for (let depth = 0; depth < 5; depth++) {
    const next = seen.flatMap((run) => events.map((event) => after(run, event)));
    seen = [...new Map(next.map((run) => [JSON.stringify(run), run])).values()];
    for (const run of seen) {
      if (run.phase === "finished" || run.phase === "running") expect(run.seeds).toBeGreaterThan(0);
      expect(isBusy(run) && run.phase === "stale").toBe(false);
    }
  }
});

test("the seconds that are left come from what has passed, or from the seed before", () => {
  const run = { ...begun(3), progress: { share: 0.25, doing: "" } };
  expect(secondsLeft(run, 2)).toBe(6);
  expect(secondsLeft({ ...run, seconds: 10 }, 0.1)).toBe(9.9);
  expect(secondsLeft(run, 0.1)).toBeUndefined();
});
