// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { say, speakIn } from "./announcer.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A live region, shown or not. */
function region(isShown = true): HTMLElement {
  return Object.assign(document.createElement("p"), { checkVisibility: () => isShown });
}

test("words are said in one of the regions that are shown, not too often, and heard again when they are repeated", () => {
  const all = [region(false), region(), region()];
  const ends = all.map(speakIn);
  const said = () => all.map(({ textContent }) => textContent);
  say("one");
  say("two");
  say("three");
  expect(said()).toEqual(["", "one", ""]);
  vi.advanceTimersByTime(5000);
  expect(said()).toEqual(["", "three", ""]);
  say("three");
  vi.advanceTimersByTime(5000);
  expect(said()).toEqual(["", "three\u00a0", ""]);
  ends[1]?.();
  say("four");
  vi.advanceTimersByTime(5000);
  expect(said()).toEqual(["", "three\u00a0", "four"]);
});
