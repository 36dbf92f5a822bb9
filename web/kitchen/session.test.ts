import { beforeEach, expect, type Mock, type MockInstance, test, vi } from "vitest";
import type { Lens } from "../lens.ts";
import type { Pool } from "../pool.ts";
import { Crew } from "./crew.ts";
import { DEFAULTS } from "./manifest.ts";
import { Observer } from "./observer.ts";
import { Session } from "./session.ts";
import * as state from "./state.ts";

const later = () => new Promise((resolve) => setTimeout(resolve));
let session: Session;
let study: MockInstance<Observer["study"]>;
let recover: Mock<Session["recover"]>;

/** Members of one weight, which counts the steps. */
function fakePool(): Pool {
  const pool = {
    step: 0,
    next: (limit: number) => Math.min(limit, 5),
    advance: async (steps: number) => {
      pool.step += steps;
      return { step: pool.step, losses: new Float32Array(1) };
    },
    weights: async () => ({ step: pool.step, theta: new Float32Array(1), diverged: new Uint32Array(1) }),
    reset: async () => {
      pool.step = 0;
    },
  };
  return pool as unknown as Pool;
}

beforeEach(() => {
  vi.restoreAllMocks();
  state.controls.value = { ...DEFAULTS, members: 1, steps: 20, seed: 7 };
  state.notices.value = [];
  state.rows.value = undefined;
  const pool = fakePool();
  vi.spyOn(Crew.prototype, "fetch").mockResolvedValue(undefined);
  vi.spyOn(Crew.prototype, "watch").mockImplementation(async function (this: Crew) {
    this.lens = { begin: async () => undefined } as unknown as Lens;
    return this.lens;
  });
  vi.spyOn(Crew.prototype, "train").mockImplementation(async () => {
    await pool.reset();
    return new Float32Array();
  });
  vi.spyOn(Crew.prototype, "pool", "get").mockReturnValue(pool);
  study = vi.spyOn(Observer.prototype, "study").mockResolvedValue(undefined);
  session = new Session();
  recover = vi.fn();
  session.recover = recover;
});

test("rows of one's own that are not there leave nothing of the run before to train", async () => {
  await session.prepare();
  await session.step(5);
  expect(state.step.value).toBe(5);
  state.controls.value = { ...state.controls.value, set: "given" };
  await session.prepare();
  expect(state.phase.value).toBe("ready");
  await session.step(5);
  await session.reset();
  expect([state.step.value, state.phase.value, session.observer]).toEqual([0, "ready", undefined]);
});

test("what is to be done after a preparation is left where another one has begun", async () => {
  let looked = (): void => undefined;
  study.mockReturnValueOnce(
    new Promise((resolve) => {
      looked = resolve;
    }),
  );
  const [old, newest] = [vi.fn(), vi.fn()];
  const first = session.prepare(old);
  await vi.waitFor(() => expect(study).toHaveBeenCalled());
  const second = session.prepare(newest);
  looked();
  await Promise.all([first, second]);
  expect(old).not.toHaveBeenCalled();
  expect(newest).toHaveBeenCalledOnce();
});

test("of many steps that the hand passes only the newest is shown, and nothing waits for it", async () => {
  await session.prepare();
  await session.step(20);
  study.mockClear();
  study.mockReturnValue(new Promise(() => undefined));
  await Promise.all([18, 9, 4, 1].map((step) => session.scrub(step)));
  expect(study.mock.calls.map(([{ step }]) => step)).toEqual([1]);
  await session.scrub(1);
  expect(study).toHaveBeenCalledOnce();
  await session.step(5);
  expect(state.step.value).toBe(6);
});

test("a step before the one that is shown is gone to from the start", async () => {
  await session.prepare();
  await session.go(20);
  await session.go(10);
  expect([state.step.value, study.mock.lastCall?.[0].step]).toEqual([10, 10]);
});

test("data that cannot be fetched are told, and the engine stays", async () => {
  vi.spyOn(Crew.prototype, "fetch").mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await session.prepare();
  expect(state.phase.value).toBe("failed");
  expect(state.notices.value.map(({ code }) => code)).toEqual(["E-RUN"]);
  expect(recover).not.toHaveBeenCalled();
});

test("three faults within a minute are too many, three in a long visit are not", async () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  const fault = async (seconds: number) => {
    now.mockReturnValue(1e3 * seconds);
    await session.prepare();
    session.failed(new Error("struck by the test"));
    await later();
  };
  for (const seconds of [0, 50, 100, 150]) await fault(seconds);
  expect(recover).toHaveBeenCalledTimes(4);
  await fault(155);
  expect(recover).toHaveBeenCalledTimes(4);
  expect(state.phase.value).toBe("failed");
});
