import { expect, test } from "vitest";
import { choose, supports } from "./core.ts";

test("the feature modules are valid where the features exist", () => {
  expect(supports("simd")).toBe(true);
  expect(choose()).toBe(supports("relaxed") ? "relaxed" : "simd");
});

test("a browser without SIMD gets a sentence", () => {
  const validate = WebAssembly.validate;
  WebAssembly.validate = () => false;
  expect(() => choose()).toThrow("no WebAssembly SIMD");
  WebAssembly.validate = validate;
});
