import { beforeEach, expect, test, vi } from "vitest";
import type { Lens } from "../lens.ts";
import { rules } from "../link.ts";
import { Kitchen } from "./kitchen.ts";
import { DEFAULTS, ui } from "./manifest.ts";
import * as state from "./state.ts";

let kitchen: Kitchen;

beforeEach(() => {
  vi.restoreAllMocks();
  state.controls.value = DEFAULTS;
  state.notices.value = [];
  state.rows.value = undefined;
  ui.value = rules();
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
