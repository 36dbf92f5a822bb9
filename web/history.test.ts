import fc from "fast-check";
import { expect, test } from "vitest";
import { History } from "./history.ts";

const equal = (a: number, b: number) => a === b;

test("undo and redo go back and forth; a new state ends what was undone", () => {
  const history = new History<number>(1, equal);
  history.push(2);
  history.push(2);
  history.push(3);
  expect([history.undo(), history.undo(), history.undo()]).toEqual([2, 1, undefined]);
  expect(history.redo()).toBe(2);
  history.push(9);
  expect(history.canRedo.value).toBe(false);
  expect(history.undo()).toBe(2);
});

test("as many undos as pushes lead back to the start", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 90 }), (states) => {
      const history = new History<number>(0, equal);
      for (const state of states) history.push(state);
      let last = states.at(-1) ?? 0;
      while (history.canUndo.value) last = history.undo() ?? last;
      expect(last).toBe(0);
      while (history.canRedo.value) last = history.redo() ?? last;
      expect(last).toBe(states.at(-1) ?? 0);
    }),
  );
});
