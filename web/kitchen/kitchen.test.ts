import { beforeEach, expect, test, vi } from "vitest";
import type { FigureSpec } from "../figures/figure.ts";
import type { Lens } from "../lens.ts";
import { rules } from "../link.ts";
import { Kitchen } from "./kitchen.ts";
import { DEFAULTS, ui } from "./manifest.ts";
import { Session } from "./session.ts";
import * as state from "./state.ts";

let kitchen: Kitchen;

beforeEach(() => {
  vi.restoreAllMocks();
  state.controls.value = DEFAULTS;
  state.notices.value = [];
  state.rows.value = undefined;
  ui.value = rules();
  // Kitchens of earlier tests still listen, and have nothing to prepare with.
  vi.spyOn(Session.prototype, "prepare").mockResolvedValue();
  kitchen = new Kitchen();
  vi.spyOn(kitchen.session, "prepare").mockResolvedValue();
  vi.spyOn(kitchen.session, "go").mockResolvedValue();
});

/** Waits for what a change asks for, and does what is to be done after it. */
async function prepared(): Promise<void> {
  await vi.waitFor(() => expect(kitchen.session.prepare).toHaveBeenCalledOnce());
  vi.mocked(kitchen.session.prepare).mock.lastCall?.[0]?.();
}

test("the step that a state asks for is shown after one preparation, where it asks for another run or engine", async () => {
  kitchen.listen();
  kitchen.adopt({ ...state.controls.value, seed: 9 }, 5);
  await prepared();
  expect(kitchen.session.go).toHaveBeenLastCalledWith(5);
  vi.mocked(kitchen.session.prepare).mockClear();
  vi.spyOn(kitchen.session, "lens", "get").mockReturnValue({} as Lens);
  kitchen.exactly(7);
  expect(kitchen.session.go).not.toHaveBeenLastCalledWith(7);
  await prepared();
  expect(kitchen.session.go).toHaveBeenLastCalledWith(7);
});

test("a run that is lost is taken up on the processor; what runs there already keeps its engine; it can be undone", () => {
  kitchen.session.recover(5, () => undefined);
  expect(state.controls.value.executor).toBe("cpu");
  kitchen.undo();
  expect(state.controls.value.executor).toBe("auto");
  kitchen.set("executor", "exact");
  kitchen.session.recover(5, () => undefined);
  expect(state.controls.value.executor).toBe("exact");
});

/** A figure of one line, when it has been asked for. */
const figure = (id: string): FigureSpec => ({
  ...{ id, kind: "curve", title: "", caption: "", sentence: "" },
  series: [{ id: "soup", role: "soup", label: "soup", x: [0], y: [1] }],
});

test("one run is pinned at a time, under the name that is free when it is kept", async () => {
  state.view.value = { step: 0, maps: [], scores: [], diverged: [] };
  vi.spyOn(kitchen.gallery, "complete").mockImplementation(async (id) => figure(id));
  const first = kitchen.pin();
  expect(kitchen.canPin).toBe(false);
  await expect(kitchen.pin()).rejects.toThrow("A run is being pinned already.");
  await kitchen.pinHere();
  expect(await first).toBe("P1");
  expect(kitchen.pins.all.value.map(({ ghosts }) => ghosts.table?.[0]?.id)).toEqual(["P1-soup"]);
  state.view.value = undefined;
});

test("a run that changes while it is pinned is not kept, and a visitor is told", async () => {
  state.view.value = { step: 0, maps: [], scores: [], diverged: [] };
  vi.spyOn(kitchen.gallery, "complete").mockImplementation(async (id) => figure(id));
  const pinning = kitchen.pinHere();
  kitchen.set("noise", 0.3);
  await pinning;
  expect(kitchen.pins.all.value).toEqual([]);
  expect(state.notices.value.map(({ words }) => words)).toEqual([
    "The run has changed while it was being pinned: pin it again.",
  ]);
  vi.mocked(kitchen.gallery.complete).mockRejectedValue(new TypeError("Failed to fetch"));
  await kitchen.pinHere();
  expect(state.notices.value.map(({ words }) => words)).toEqual([expect.stringContaining("could not be fetched")]);
  state.view.value = undefined;
});

test("what the page has locked stays, whatever a visitor does", () => {
  const names = ["seed", "set", "chosen", "tab"];
  ui.value = rules("lock:seed,set,chosen,tab");
  state.controls.value = { ...DEFAULTS, seed: 7, tab: "shift", noise: 0.3 };
  const before = names.map((name) => state.controls.value[name]);
  const after = () => names.map((name) => state.controls.value[name]);
  kitchen.defaults();
  expect([state.controls.value.noise, after()]).toEqual([DEFAULTS.noise, before]);
  kitchen.open({ ...DEFAULTS, seed: 3, set: "circles", noise: 0.3 }, 5);
  expect([state.controls.value.noise, after()]).toEqual([0.3, before]);
  const [x, y] = [new Float32Array(40), new Uint32Array(20)];
  kitchen.upload({ name: "mine", x, y, shape: [2], classes: ["a", "b"], columns: ["x", "y"], standardise: false });
  kitchen.choose([true, false]);
  kitchen.seed(1);
  expect(after()).toEqual(before);
});
