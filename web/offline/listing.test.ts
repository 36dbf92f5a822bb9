import { expect, test } from "vitest";
import { pathOf } from "./listing.ts";

const SCOPE = "https://host/some/folder/";
const asked = (url: string, more: { method?: string; mode?: string; headers?: Headers } = {}) =>
  pathOf({ method: "GET", mode: "cors", headers: new Headers(), url, ...more }, SCOPE);

test("what lies below the site's root is asked for by its path", () => {
  expect(asked(`${SCOPE}assets/a.js`)).toBe("assets/a.js");
  expect(asked(SCOPE)).toBe("");
});

test("a page is its folder, whatever its address says beside", () => {
  const mode = "navigate";
  expect(asked(`${SCOPE}kitchen/index.html`, { mode })).toBe("kitchen/");
  expect(asked(`${SCOPE}index.html#v=1`, { mode })).toBe("");
  expect(asked(`${SCOPE}e/pld/?rep=2`, { mode })).toBe("e/pld/");
});

test("everything else is left alone", () => {
  expect(asked("https://host/some/")).toBeUndefined();
  expect(asked("https://host/some/folders/")).toBeUndefined();
  expect(asked("https://other/some/folder/a.js")).toBeUndefined();
  expect(asked(`${SCOPE}a.js?v=2`)).toBeUndefined();
  expect(asked(`${SCOPE}a.js`, { method: "POST" })).toBeUndefined();
  expect(asked(`${SCOPE}a.js`, { headers: new Headers({ range: "bytes=0-1" }) })).toBeUndefined();
});
