import { expect, test } from "vitest";
import { parse, write } from "../link.ts";
import { changed, defaultState, holds } from "../manifest.ts";
import { COMMON, manifestOf, stateOf, stepState, valuesOf } from "./adapter.ts";
import type { Card, CoreControl } from "./entry.ts";

const base = { help: "", basic: true, scale: "linear" as const };
const options = ["a", "b", "c"].map((id) => ({ id, label: id.toUpperCase(), help: "" }));
const controls: CoreControl[] = [
  {
    ...base,
    name: "alpha",
    key: "a",
    phase: "live",
    label: "α",
    kind: "slider",
    range: [0, 1],
    step: 0.01,
    default: 0.5,
  },
  { ...base, name: "trees", key: "n", phase: "prepare", label: "Trees", kind: "integer", range: [1, 64], default: 8 },
  { ...base, name: "data", key: "d", phase: "prepare", label: "Data", kind: "select", options, default: "b" },
  { ...base, name: "free", key: "z", phase: "live", label: "Free", kind: "toggle", default: true },
  {
    ...base,
    name: "noise",
    key: "s",
    phase: "live",
    label: "σ",
    kind: "slider",
    range: [0, 2],
    default: 1,
    enabledWhen: "free=false",
  },
  { ...base, name: "parts", key: "h", phase: "live", label: "Parts", kind: "subset", options, default: ["a", "c"] },
  {
    ...base,
    name: "place",
    key: "q",
    phase: "live",
    label: "Place",
    kind: "position",
    range: [0, 1],
    default: [0.25, 0.75],
  },
];
const entry = { card: { slug: "it" } as Card, controls };
const manifest = manifestOf(entry);
const defaults = defaultState(manifest);

test("every control of the core has its default on the page and back", () => {
  expect(defaults).toMatchObject({ alpha: 0.5, trees: 8, data: "b", free: true, parts: "101", place: [0.25, 0.75] });
  const values = valuesOf(controls, defaults);
  expect(values).toEqual(Object.fromEntries(controls.map((one) => [one.name, one.default])));
  expect(stateOf(controls, values)).toMatchObject({ parts: "101", place: [0.25, 0.75] });
});

test("all words of a subset are an empty bit string, and all words again", () => {
  const all = stateOf(controls, { parts: ["a", "b", "c"] });
  expect(all.parts).toBe("");
  expect(valuesOf(controls, { ...defaults, ...all }).parts).toEqual(["a", "b", "c"]);
});

test("a subset keeps one of its options, whatever a link says", () => {
  expect(parse(manifest, "#h=010").state.parts).toBe("010");
  expect(parse(manifest, "#h=000").state.parts).toBe("");
  expect(parse(manifest, "#h=0").state.parts).toBe("011");
});

test("a condition on a toggle holds as the core means it", () => {
  const noise = manifest.find(({ name }) => name === "noise");
  expect(holds(noise?.enabledWhen, defaults)).toBe(false);
  expect(holds(noise?.enabledWhen, { ...defaults, free: false })).toBe(true);
});

test("a link holds what differs from the defaults, and gives the same state again", () => {
  const state = changed(manifest, defaults, { alpha: 0.35, parts: "010", place: [0.5, 0], seed: 7, repetitions: "10" });
  const text = write(manifest, { state, play: true });
  expect(text).toBe("v=1&seed=7&rep=10&a=0.35&h=010&q=0.5,0&play=1");
  const link = parse(manifest, text);
  expect(link).toMatchObject({ state, play: true, remarks: [], ignored: [] });
  expect(write(manifest, link)).toBe(text);
});

test("a step of a tour sets what it names and nothing else", () => {
  const step = {
    text: "",
    figure: "f",
    set: [
      ["parts", ["b"]],
      ["free", false],
    ] as const,
  };
  expect(stepState(controls, step)).toEqual({ parts: "010", free: false });
});

test("a key that the page or another control has is refused, and the control is named", () => {
  const taken = (change: Partial<CoreControl>) => () =>
    manifestOf({ ...entry, controls: [...controls, { ...(controls[0] as CoreControl), name: "new", ...change }] });
  expect(taken({ key: "seed" })).toThrow("it: the control new");
  expect(taken({ key: "a" })).toThrow("it: the control new");
  expect(taken({ key: "y", name: "repetitions" })).toThrow("it: the control repetitions");
  expect(taken({ key: "y" })).not.toThrow();
});

test("what every exhibit has stands first", () => {
  expect(manifest.slice(0, 3)).toEqual(COMMON);
});
