import { expect, test } from "vitest";
import type { FigureSpec, Series } from "./figures/figure.ts";
import { dots } from "./figures/marks/dots.ts";
import type { Manifest } from "./manifest.ts";
import { differing, ghostsOf, Pins } from "./pins.ts";

const common = { phase: "live", group: "live", label: "Window" } as const;
const MANIFEST: Manifest = [
  { ...common, name: "window", key: "w", kind: "slider", range: [0, 1], default: 0.5 },
  { ...common, name: "KD", key: "k", label: "KD, T", kind: "toggle", default: false },
  {
    ...common,
    name: "set",
    key: "s",
    label: "Data",
    kind: "select",
    options: [{ id: "a", label: "Moons" }],
    default: "b",
  },
  {
    ...common,
    name: "of",
    key: "o",
    label: "Members",
    kind: "subset",
    options: [..."xyz"].map((id) => ({ id, label: id })),
    default: "",
  },
  {
    ...common,
    name: "depth",
    key: "d",
    label: "Depth",
    unit: "levels",
    kind: "integer",
    enabledWhen: "KD=1",
    default: 2,
  },
];
const series = (id: string, role: Series["role"], y: number[]): Series => ({
  id,
  role,
  label: id,
  x: y.map((_, i) => i),
  y,
});
const figure = (kind: FigureSpec["kind"], all: Series[]): FigureSpec => ({
  ...{ id: "f", kind, title: "", caption: "", sentence: "" },
  series: all,
});
const pin = (name: string, ghosts = {}) => ({ name, controls: {}, ghosts });

test("pins take the free names in their order, or the one that is asked for", () => {
  const pins = new Pins();
  for (const name of ["P1", "P2", "P3", "P4"]) {
    expect(pins.next()).toBe(name);
    pins.keep(pin(name));
  }
  expect(pins.hasRoom).toBe(false);
  expect(() => pins.next()).toThrow("There are 4 pinned runs already: let one go first.");
  expect(() => pins.next("P5")).toThrow(RangeError);
  pins.drop("P2");
  expect(pins.next()).toBe("P2");
  expect(pins.next("P3")).toBe("P3");
  pins.keep({ ...pin("P1"), controls: { window: 1 } });
  expect(pins.all.value.map(({ name, controls }) => [name, controls.window])).toEqual([
    ["P1", 1],
    ["P3", undefined],
    ["P4", undefined],
  ]);
});

test("lines and points become ghosts, crowds of members and guides do not", () => {
  const lines = [series("soup", "soup", [1, 2]), series("guess", "chance", [0, 0]), series("m1", "member", [1, 1])];
  expect(ghostsOf(figure("curve", lines), "P1").map(({ id, pin }) => [id, pin])).toEqual([
    ["P1-soup", "P1"],
    ["P1-m1", "P1"],
  ]);
  const crowd = [...lines, ...["m2", "m3", "m4"].map((id) => series(id, "member", [1, 1]))];
  expect(ghostsOf(figure("curve", crowd), "P1").map(({ id }) => id)).toEqual(["P1-soup"]);
  expect(ghostsOf(figure("dots", crowd), "P1")).toHaveLength(5);
  expect(ghostsOf(figure("bars", lines), "P1")).toEqual([]);
  const pins = new Pins();
  pins.keep(pin("P1", { f: ghostsOf(figure("curve", lines), "P1") }));
  expect(pins.ghosted(figure("curve", lines)).series).toHaveLength(5);
  const other = { ...figure("curve", lines), id: "g" };
  expect(pins.ghosted(other)).toBe(other);
});

test("the settings that differ are said, but not those that count for nothing", () => {
  const present = { window: 0.5, KD: false, set: "b", of: "", depth: 2 };
  expect(differing(MANIFEST, present, present)).toEqual([]);
  expect(differing(MANIFEST, { ...present, window: 0.1, depth: 5 }, present)).toEqual(["window 0.1"]);
  const all = { window: 0.5, KD: true, set: "a", of: "101", depth: 3 };
  expect(differing(MANIFEST, all, present)).toEqual(["KD, T on", "data Moons", "members x, z", "depth 3 levels"]);
});

test("dots show ghosts in the rows of what they are of, and others in rows of their own", () => {
  const named = (id: string, names: string[]) => ({
    ...series(
      id,
      "soup",
      names.map(() => 0.5),
    ),
    names,
  });
  const spec = figure("dots", [named("now", ["a", "b"]), { ...named("old", ["b", "c"]), pin: "P1" }]);
  const look = { width: 500, height: dots.height(spec, 500) };
  expect(look.height).toBe(dots.height(figure("dots", [named("now", ["a", "b", "c"])]), 500));
  const targets = dots.draw(spec, look).targets();
  expect(targets.map(({ words }) => words().split(":")[0])).toEqual(["a", "b", "P1 c", "P1 b"]);
  expect(Math.abs((targets[3]?.y ?? 0) - (targets[1]?.y ?? 0))).toBeLessThan(14);
});
