// @vitest-environment jsdom
import { effect } from "@preact/signals-core";
import { beforeEach, expect, test } from "vitest";
import type { Card, CoreControl, Entry, Recorded } from "./entry.ts";
import { Exhibit } from "./exhibit.ts";

const base = { help: "", basic: true, scale: "linear" as const };
const controls: CoreControl[] = [
  { ...base, name: "alpha", key: "a", phase: "live", label: "α", kind: "slider", range: [0, 1], default: 0.5 },
  { ...base, name: "trees", key: "n", phase: "prepare", label: "Trees", kind: "integer", range: [1, 64], default: 8 },
];
const steps = [
  { text: "", figure: "curve", set: [["alpha", 0.1] as [string, number], ["trees", 9] as [string, number]] },
];
const card = { slug: "it", title: "It", tour: steps } as unknown as Card;

let asked: string[];
let exhibit: Exhibit;

/** An exhibit in which the page has locked a control. */
beforeEach(() => {
  asked = [];
  exhibit = new Exhibit({ card, controls, claims: [] } as unknown as Entry);
  exhibit.adopt("a=0.2&n=16&ui=lock:trees");
  exhibit.begin();
  exhibit.gate = (name) => {
    asked.push(name);
    return name !== "repetitions";
  };
});
const of = (...names: string[]) => names.map((name) => exhibit.controls.value[name]);

test("what is locked stays, whatever a visitor does; the rest follows", () => {
  const pin = {
    name: "P1",
    controls: { alpha: 0.7, trees: 3 },
    seeds: 0,
    ghosts: {},
    table: { columns: [], rows: [] },
  };
  exhibit.hand("trees", 9);
  exhibit.hand("trees", 9, false);
  expect([of("trees"), exhibit.shown.value.trees]).toEqual([[16], 16]);
  exhibit.defaults();
  expect(of("alpha", "trees")).toEqual([0.5, 16]);
  exhibit.open(pin);
  expect(of("alpha", "trees")).toEqual([0.7, 16]);
  exhibit.follow(0);
  expect(of("alpha", "trees")).toEqual([0.1, 16]);
  exhibit.change({ trees: 4 }, "host");
  exhibit.undo();
  expect(of("alpha", "trees")).toEqual([0.1, 4]);
  expect(asked).not.toContain("trees");
});

test("who embeds it is asked of each change of a visitor's, and hears whose it was", () => {
  const whose = (act: () => void) => {
    asked = [];
    exhibit.changedBy = "host";
    act();
    return [exhibit.changedBy, ...asked];
  };
  expect(whose(() => exhibit.hand("alpha", 0.3))).toEqual(["user", "alpha"]);
  expect(whose(() => exhibit.seed(1))).toEqual(["user", "seed"]);
  expect(whose(() => exhibit.undo())).toEqual(["user", "seed"]);
  expect(whose(() => exhibit.redo())).toEqual(["user", "seed"]);
  expect(whose(() => exhibit.defaults())).toEqual(["user", "seed", "alpha"]);
  expect(whose(() => exhibit.undo("host"))).toEqual(["host"]);
  expect(of("seed", "alpha")).toEqual([1, 0.3]);
  whose(() => exhibit.hand("repetitions", "1"));
  expect(of("repetitions")).toEqual(["5"]);
});

test("values that are set together are undone together", () => {
  exhibit.change({ alpha: 0.9, trees: 2 }, "host");
  exhibit.undo("host");
  expect(of("alpha", "trees")).toEqual([0.2, 16]);
  expect(exhibit.history.canUndo.value).toBe(false);
});

test("progress of a run draws nothing anew", () => {
  const figure = { id: "curve", title: "", sentence: "", kind: "curve" };
  exhibit.recorded.value = { figures: [figure] } as unknown as Recorded;
  const { run } = exhibit.session;
  run.value = { ...run.value, phase: "preparing" };
  let drawn = 0;
  const end = effect(() => {
    void [exhibit.plates.value, exhibit.source.value, exhibit.link, exhibit.isStale.value];
    drawn++;
  });
  run.value = { ...run.value, progress: { share: 0.5, doing: "training" } };
  expect(drawn).toBe(1);
  run.value = { ...run.value, phase: "stale" };
  expect([drawn, exhibit.isStale.value]).toEqual([2, true]);
  end();
});
