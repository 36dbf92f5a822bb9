import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { TABS } from "../manifest/result.ts";
import { DEFAULTS, labelOf } from "../manifest.ts";
import * as state from "../state.ts";
import { apart, pct, points, whyNot } from "./plate.ts";

afterEach(() => {
  state.controls.value = DEFAULTS;
});

test("the points between two shares are those between the numbers that are shown", () => {
  expect([pct(0.4654), pct(0.4926)]).toEqual(["46.5\u00a0%", "49.3\u00a0%"]);
  expect(points(0.4654, 0.4926)).toBe("+2.8 points");
  expect(points(0.4926, 0.4654)).toBe("−2.8 points");
  expect(points(0.5, 0.5)).toBe("+0.0 points");
  expect(apart(0.88, 0.8825)).toBeCloseTo(0.3, 9);
});

test("a refusal names the method and the members that are chosen", () => {
  const raw = "`chosen` must be exactly two members for SLERP, not 3";
  state.controls.value = { ...DEFAULTS, members: 3 };
  const slerp = { kind: "soup", method: "slerp" } as const;
  expect(whyNot(slerp, raw)).toBe("SLERP mixes exactly two members; 3 are chosen.");
  expect(whyNot({ kind: "back", t: 0.5, of: slerp }, raw)).toBe("SLERP mixes exactly two members; 3 are chosen.");
  expect(whyNot({ kind: "start" }, "no start")).toBe("no start");
});

test("an option is called what the form calls it; rows of a visitor's own have their own name", () => {
  expect([labelOf("set", "moons"), labelOf("optimiser", "adamw")]).toEqual(["Two moons", "AdamW"]);
  expect(labelOf("set", "my rows.csv")).toBe("my rows.csv");
});

test("what a tab is about is not said again as its figure's title", () => {
  const folder = "web/kitchen/plates";
  const plates = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  const twice = TABS.filter(({ help }) => plates.some((text) => text.includes(`title: msg("${help.slice(0, -1)}")`)));
  expect(twice.map(({ id }) => id)).toEqual(["table"]);
});
