import { expect, test } from "vitest";
import { lacks } from "./splice.ts";

/** (module (table (export "table") 1 funcref) (global (export "asked") i32 (i32.const 0)) (type (func)) (func (export "call") (call_indirect 0))) */
const CORE = [
  [1, 4, 1, 0x60, 0, 0],
  [3, 2, 1, 0],
  [4, 4, 1, 0x70, 0, 2],
  [6, 6, 1, 0x7f, 0, 0x41, 0, 0x0b],
  [7, 24, 3, 5, ...letters("table"), 1, 0, 5, ...letters("asked"), 3, 0, 4, ...letters("call"), 0, 0],
  [10, 9, 1, 7, 0, 0x41, 0, 0x11, 0, 0, 0x0b],
];
/** (module (import "core" "table" (table 1 funcref)) (func) (elem (i32.const 0) 0)) */
const REST = [
  [1, 4, 1, 0x60, 0, 0],
  [2, 16, 1, 4, ...letters("core"), 5, ...letters("table"), 1, 0x70, 0, 2],
  [3, 2, 1, 0],
  [9, 7, 1, 0, 0x41, 0, 0x0b, 1, 0],
  [10, 4, 1, 2, 0, 0x0b],
];

function letters(word: string): number[] {
  return [...word].map((letter) => letter.charCodeAt(0));
}

const binary = (sections: number[][]) => new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);

test("what is missing is asked for when it is called, and never again", () => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary(CORE)));
  let asked = 0;
  lacks(exports, () => {
    asked++;
    return binary(REST);
  });
  const call = exports.call as () => void;
  call();
  call();
  expect(asked).toBe(1);
});

test("a rest that cannot be fetched fails the call", () => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary(CORE)));
  lacks(exports, () => {
    throw new Error("It could not be fetched.");
  });
  expect(exports.call as () => void).toThrow("could not be fetched");
});
