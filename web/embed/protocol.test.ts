import fc from "fast-check";
import { expect, test } from "vitest";
import { Height } from "./height.ts";
import { EVENTS, Gate, Limit, parsed } from "./protocol.ts";

test("what hosts say is taken, with what they left out", () => {
  expect(parsed({ soupcon: 1, type: "connect", protocol: 1 })).toEqual({ type: "connect", want: new Set(EVENTS) });
  const some = { soupcon: 1, type: "connect", protocol: 1, want: ["result", "more", "resize"] };
  expect(parsed(some)).toEqual({ type: "connect", want: new Set(["result", "resize"]) });
  const call = { type: "call", id: "a", method: "set", args: ["k", 2] };
  expect(parsed({ soupcon: 1, ...call })).toEqual(call);
  expect(parsed({ soupcon: 1, type: "call", id: 3, method: "play" })).toMatchObject({ id: 3, args: [] });
  const theme = { type: "theme", theme: "dark", lang: "en-GB" };
  expect(parsed({ soupcon: 1, ...theme })).toEqual(theme);
});

test.each([
  ["a word", "connect"],
  ["nothing", null],
  ["a list", [1]],
  ["an instance", new Date(0)],
  ["another's", { type: "connect", protocol: 1 }],
  ["another version's", { soupcon: 2, type: "connect", protocol: 1 }],
  ["a protocol to come", { soupcon: 1, type: "connect", protocol: 2 }],
  ["a kind that is a property of all objects", { soupcon: 1, type: "constructor" }],
  ["wants that are no list", { soupcon: 1, type: "connect", protocol: 1, want: "change" }],
  ["a call without id", { soupcon: 1, type: "call", method: "play" }],
  ["a call with a long id", { soupcon: 1, type: "call", id: "a".repeat(65), method: "play" }],
  ["a call of nothing", { soupcon: 1, type: "call", id: 1, method: 5 }],
  ["arguments that are no list", { soupcon: 1, type: "call", id: 1, method: "set", args: { length: 1 } }],
  ["a theme that there is not", { soupcon: 1, type: "theme", theme: "red" }],
  ["a language that is none", { soupcon: 1, type: "theme", lang: "<b>" }],
])("ignored: %s", (_, data) => {
  expect(parsed(data)).toBeUndefined();
});

test("whatever comes is taken or ignored, and never throws", () => {
  const kind = fc.constantFrom("connect", "call", "theme", "ready", "__proto__");
  const near = fc.record({ soupcon: fc.constant(1), type: kind, id: fc.anything(), protocol: fc.constant(1) });
  fc.assert(fc.property(fc.oneof(fc.anything(), near), (data) => void parsed(data)));
});

test("the first origin that connects is the only one heard", () => {
  const gate = new Gate([]);
  expect(gate.admits("https://a.example", "call")).toBe(false);
  expect(gate.target).toBeUndefined();
  expect(gate.admits("https://a.example", "connect")).toBe(true);
  expect(gate.admits("https://b.example", "connect")).toBe(false);
  expect(gate.admits("https://a.example", "call")).toBe(true);
  expect(gate.target).toBe("https://a.example");
});

test("where the link names origins, only they connect", () => {
  const gate = new Gate(["https://a.example/path", "https://b.example:8443"]);
  expect(gate.admits("https://c.example", "connect")).toBe(false);
  expect(gate.admits("https://b.example:8443", "connect")).toBe(true);
  expect(new Gate(["no address"]).admits("https://a.example", "connect")).toBe(false);
});

test("an opaque origin connects only where it is named", () => {
  expect(new Gate([]).admits("null", "connect")).toBe(false);
  expect(new Gate(["https://a.example"]).admits("null", "connect")).toBe(false);
  const gate = new Gate(["null"]);
  expect(gate.admits("null", "connect")).toBe(true);
  expect(gate.target).toBe("*");
});

test("no more than so many come in a second, whatever that second", () => {
  const limit = new Limit(3, 1000);
  const times = [0, 10, 20, 30, 999, 1000, 1005, 1010, 1020];
  expect(times.map((now) => limit.admits(now))).toEqual([true, true, true, false, false, true, false, true, true]);
});

test("heights are rounded up; what goes round stops at the larger one", () => {
  const height = new Height();
  expect(height.next(400.2, 0)).toBe(401);
  expect(height.next(401, 10)).toBeUndefined();
  for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])
    expect(height.next(wrong, 20)).toBeUndefined();
  const set = Array.from({ length: 20 }, (_, i) => height.next(i % 2 ? 500 : 420, 100 + 16 * i));
  expect(set.filter((px) => px !== undefined)).toHaveLength(4);
  height.late(2000);
  expect(height.px).toBe(500);
});
