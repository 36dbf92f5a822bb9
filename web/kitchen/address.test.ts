// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DOMAIN, type Point } from "../input/drawing.ts";
import { given, written } from "../input/points.ts";
import type { Kitchen } from "./kitchen.ts";

// A page is a visit: each test has one of its own.
let address: typeof import("./address.ts");
let state: typeof import("./state.ts");
let page: typeof import("./kitchen.ts");
let manifest: typeof import("./manifest.ts");

beforeEach(async () => {
  // What a page would still do when its test is over is not done.
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setTimeout", "clearTimeout"] });
  vi.resetModules();
  address = await import("./address.ts");
  state = await import("./state.ts");
  page = await import("./kitchen.ts");
  manifest = await import("./manifest.ts");
});

afterEach(() => {
  vi.useRealTimers();
});

const LAST = 20;
/** A place of the grid of links. */
const place = (n: number) => DOMAIN.low + (n / 1024) * (DOMAIN.high - DOMAIN.low);
const points = (shift: number): Point[] =>
  Array.from({ length: 24 }, (_, i) => ({
    x: place(17 * (i % 6) + 512 - 170 * shift),
    y: place(512 + 5 * i),
    label: i % 2,
  }));
const codes = () => state.notices.value.map(({ code }) => code);
const params = (kitchen: Kitchen) => new URLSearchParams(address.fragment(kitchen));

/** A Kitchen whose runs take no time. */
function instant(): Kitchen {
  const kitchen = new page.Kitchen();
  const { session } = kitchen;
  const show = (step: number) => {
    state.step.value = step;
    state.last.value = LAST;
    state.view.value = { step, maps: [], scores: [], diverged: [] };
    state.phase.value = step === 0 ? "ready" : step < LAST ? "paused" : "finished";
  };
  vi.spyOn(session, "prepare").mockImplementation(async (then) => {
    state.view.value = undefined;
    state.phase.value = "ready";
    if (state.controls.value.set === "given" && !state.rows.value) return;
    show(0);
    then?.();
  });
  vi.spyOn(session, "go").mockImplementation(async (step) => {
    if (state.isOpen.value) show(Math.min(step, LAST));
  });
  vi.spyOn(session, "play").mockResolvedValue();
  vi.spyOn(kitchen.gallery, "complete").mockResolvedValue(undefined);
  vi.spyOn(kitchen.gallery, "figure").mockReturnValue(undefined);
  return kitchen;
}

/** Opens a page at a fragment. */
async function opened(hash: string): Promise<Kitchen> {
  history.replaceState(null, "", `#v=1&${hash}`);
  const kitchen = instant();
  await address.openLink(kitchen);
  return kitchen;
}

test("pinned runs of a link are trained again; one without its rows, or that cannot be trained, is left out", async () => {
  const pin = (text: string) => `&pin=${encodeURIComponent(`v=1&${text}`)}`;
  const kitchen = await opened(`seed=9&t=10${pin("set=given&t=5")}${pin("seed=3&t=900")}`);
  expect(kitchen.pins.all.value.map(({ name, step, controls }) => [name, step, controls.seed])).toEqual([
    ["P1", LAST, 3],
  ]);
  expect(state.notices.value.map(({ words }) => words)).toEqual([
    "A pinned run is left out: its rows are not in the link.",
  ]);
  await vi.waitFor(() => expect([state.controls.value.seed, state.step.value]).toEqual([9, 10]));
  expect(kitchen.history.canUndo.value).toBe(false);
  const other = instant();
  vi.mocked(other.session.prepare).mockImplementation(async () => {
    state.phase.value = "cancelled";
  });
  await address.openLink(other);
  expect([other.pins.all.value, codes()]).toEqual([[], ["E-LINK-PIN"]]);
  expect(state.controls.value.seed).toBe(9);
});

test("a step beyond the last is brought back to it, and it is said", async () => {
  await opened("ste=20&t=900");
  expect(state.notices.value.map(({ words }) => words)).toEqual([
    `Step shown: “900” cannot be (from 0 to ${LAST}); ${LAST} is used.`,
  ]);
  await vi.waitFor(() => expect(state.step.value).toBe(LAST));
});

test("going back brings back points, pinned runs and rules; what the entry says stays in it", async () => {
  const [a, b] = [await written(points(0)), await written(points(0.2))];
  const kitchen = await opened(`d=${a}&set=given`);
  address.keepAddress(kitchen);
  await vi.waitFor(() => expect(params(kitchen).get("d")).toBe(a));
  await kitchen.pin();
  await kitchen.draw(points(0.2));
  await vi.waitFor(() => expect(location.hash).toContain(b), 3000);
  expect(params(kitchen).getAll("pin")).toEqual([]);
  const writes = vi.spyOn(history, "replaceState");
  history.replaceState(
    null,
    "",
    `#v=1&d=${a}&set=given&ui=lock:seed&t=5&play=1&what=1&pin=${encodeURIComponent("v=1&set=given&t=0")}`,
  );
  window.dispatchEvent(new PopStateEvent("popstate"));
  await vi.waitFor(() => expect(state.step.value).toBe(5));
  expect(await written(state.drawn.value)).toBe(a);
  expect(kitchen.pins.all.value).toHaveLength(1);
  expect([manifest.ui.value.lock, codes()]).toEqual([["seed"], ["E-LINK"]]);
  expect(kitchen.session.play).toHaveBeenCalledOnce();
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(writes.mock.calls.every(([, , href]) => String(href).includes(a))).toBe(true);
});

test("a link has the drawn points that a pinned run needs, and no pinned run of other rows", async () => {
  const block = await written(points(0));
  const kitchen = await opened(`d=${block}&set=given&t=5`);
  await vi.waitFor(() => expect(state.step.value).toBe(5));
  address.keepAddress(kitchen);
  await kitchen.pin();
  kitchen.set("set", "moons");
  await vi.waitFor(() => expect(params(kitchen).get("d")).toBe(block));
  expect(params(kitchen).getAll("pin")).toHaveLength(1);
  const copy = new URL(`#${address.fragment(kitchen)}`, location.href).hash.slice(5);
  state.rows.value = { ...given(points(0.2)), name: "mine" };
  state.drawn.value = [];
  await vi.waitFor(() => expect(params(kitchen).get("d")).toBe(null));
  expect(params(kitchen).getAll("pin")).toEqual([]);
  expect((await opened(copy)).pins.all.value.map(({ controls }) => controls.set)).toEqual(["given"]);
});
