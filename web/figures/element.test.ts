import { beforeEach, expect, test, vi } from "vitest";
import { FigureElement } from "./element.ts";

const sound = vi.hoisted(() => ({ play: vi.fn(), voices: vi.fn() }));
vi.mock("./sound.ts", () => sound);

const line = { id: "l", role: "soup" as const, label: "soup", x: [0, 1], y: [0, 1] };
const spec = { id: "f", kind: "curve" as const, title: "", caption: "", sentence: "", series: [line] };

let isConnected = true;
beforeEach(() => {
  vi.stubGlobal("ResizeObserver", class {});
});

/** A figure that is in a page, or not; it is not drawn. */
function made(): FigureElement {
  const it = new FigureElement();
  it.figure = spec as never;
  Object.defineProperty(it, "isConnected", { get: () => isConnected });
  return it;
}

test("one sound is heard, however often it is asked for, and none once the figure has left the page", async () => {
  const stop = vi.fn();
  sound.play.mockReturnValue(stop);
  const gone = made();
  const heard = gone.hear();
  isConnected = false;
  await heard;
  expect([gone.isHeard, sound.play.mock.calls.length]).toEqual([false, 0]);
  isConnected = true;
  const it = made();
  await Promise.all([it.hear(), it.hear()]);
  expect([it.isHeard, sound.play.mock.calls.length]).toEqual([true, 1]);
  await it.hear();
  expect(stop).toHaveBeenCalledOnce();
});

test("what cannot be played is said, and the button stays as it was", async () => {
  sound.play.mockImplementation(() => {
    throw new Error("no device");
  });
  const it = made();
  await it.hear();
  expect([it.isHeard, it.fault]).toEqual([false, "The sound could not be played."]);
  await it.tried(async () => undefined, "");
  expect(it.fault).toBe("");
});
