import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, rules, write } from "./link.ts";
import {
  allowed,
  type ControlSpec,
  changed,
  defaultState,
  holds,
  type Manifest,
  narrowed,
  type State,
  type Value,
} from "./manifest.ts";

const base = { phase: "live", group: "all", label: "A control" } as const;
const manifest: Manifest = [
  {
    ...base,
    name: "set",
    key: "set",
    kind: "select",
    default: "moons",
    options: [
      { id: "moons", label: "" },
      { id: "digits", label: "" },
    ],
  },
  {
    ...base,
    name: "net",
    key: "net",
    kind: "select",
    default: "mlp",
    options: [
      { id: "mlp", label: "" },
      { id: "cnn", label: "", when: "set=digits" },
    ],
  },
  { ...base, name: "members", key: "m", kind: "integer", range: [1, 64], default: 8 },
  {
    ...base,
    name: "noise",
    key: "nz",
    kind: "slider",
    range: [0, 1],
    default: 0.2,
    defaults: { by: "set", of: { digits: 0 } },
  },
  { ...base, name: "rate", key: "lr", kind: "spread", scale: "log", range: [1e-5, 1], default: 0.01 },
  { ...base, name: "chosen", key: "in", kind: "subset", sizedBy: "members", default: "" },
  { ...base, name: "ties", key: "at", kind: "toggle", default: false },
  { ...base, name: "shares", key: "w", kind: "simplex", range: [-0.5, 1.5], default: [0.3, 0.3, 0.4] },
  { ...base, name: "place", key: "xy", kind: "position", range: [-2, 2], default: [0, 0] },
];

const inside = ([low, high]: readonly [number, number]) => fc.double({ min: low, max: high, noNaN: true });

function anyValue(spec: ControlSpec): fc.Arbitrary<Value> {
  const range = spec.range ?? [0, 1];
  switch (spec.kind) {
    case "select":
      return fc.constantFrom(...(spec.options?.map(({ id }) => id) ?? []));
    case "toggle":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: range[0], max: range[1] });
    case "subset":
      return fc.string({ unit: fc.constantFrom("0", "1"), maxLength: 70 });
    case "simplex":
      return fc.tuple(inside(range), inside(range)).map(([a, b]) => [a, b, 1 - a - b]);
    case "position":
      return fc.tuple(inside(range), inside(range)).map((both) => [...both]);
    case "spread":
      return fc.oneof(
        inside(range),
        fc.record({ low: inside(range), high: inside(range) }),
        fc.array(inside(range), { minLength: 1, maxLength: 5 }),
      );
    default:
      return inside(range);
  }
}

/** Valid states: each value is in its one valid form. */
const states: fc.Arbitrary<State> = fc
  .record(Object.fromEntries(manifest.map((spec) => [spec.name, anyValue(spec)])))
  .map((wishes) => {
    return defaultState(manifest, wishes as State);
  });

describe("links", () => {
  test("what is written is read again", () => {
    fc.assert(
      fc.property(states, fc.option(fc.nat(1e6), { nil: undefined }), (state, t) => {
        const text = write(manifest, t === undefined ? { state } : { state, t });
        const link = parse(manifest, `#${text}`);
        expect(link.state).toEqual(state);
        expect(link.t).toBe(t);
        expect(link.remarks).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("whatever is read is a fixed point once it is written", () => {
    const pieces = fc.array(
      fc.tuple(fc.constantFrom("v", "set", "m", "nz", "lr", "in", "w", "xy", "t", "pin", "what"), fc.string()),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((all) => all.map(([key, value]) => `${key}=${value}`).join("&")),
        ),
        (text) => {
          const once = write(manifest, parse(manifest, text));
          expect(write(manifest, parse(manifest, once))).toBe(once);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("only what differs is written, in the manifest's order", () => {
    const state = defaultState(manifest);
    expect(write(manifest, { state })).toBe("");
    const change = { place: [1, -1], members: 4, chosen: "1101" };
    expect(write(manifest, { state: { ...state, ...change }, t: 120 })).toBe("v=1&m=4&in=1101&xy=1,-1&t=120");
  });

  test("the fragment wins over the query; what is unknown is kept and said", () => {
    const link = parse(manifest, "#m=4&zz=1", "?m=5&at=1");
    expect(link.state).toMatchObject({ members: 4, ties: true });
    expect(link.ignored).toEqual([["zz", "1"]]);
    expect(link.remarks).toEqual(["Not known here: zz."]);
    expect(write(manifest, link)).toBe("v=1&m=4&at=1&zz=1");
  });

  test("what is out of range is brought back within it, and it is said", () => {
    const link = parse(manifest, "#m=400&nz=lots&set=mars&net=cnn");
    expect(link.state).toMatchObject({ members: 64, noise: 0.2, set: "moons", net: "mlp" });
    expect(link.remarks).toHaveLength(4);
    expect(link.remarks[2]).toBe("A control: “400” cannot be (from 1 to 64); 64 is used.");
    expect(parse(manifest, "#v=2").remarks).toEqual(["This link was made with a newer version of the page."]);
  });

  test("a bad step, rule or pinned run is left out, and it is said", () => {
    const link = parse(
      manifest,
      "#t=soon&ui=hide:noise,nz,nonsense:1,theme:pink,max:noise=much,lock:tail,only:m,max:x=3&pin=zz&pin=m=4&pin=m=99&pin=",
    );
    expect(link.t).toBeUndefined();
    expect(link.pins).toEqual(["m=4", "m=99", ""]);
    expect(link.remarks).toEqual([
      "Step shown: “soon” cannot be; it is left out.",
      "Set by the page: “nonsense:1” cannot be; it is left out.",
      "Set by the page: “theme:pink” cannot be; it is left out.",
      "Set by the page: “max:noise=much” cannot be; it is left out.",
      "Set by the page: “hide:nz” cannot be; it is left out.",
      "Set by the page: “lock:tail” cannot be; it is left out.",
      "Set by the page: “max:x” cannot be; it is left out.",
      "Pinned run: “zz” cannot be; it is left out.",
      "Pinned run: A control: “99” cannot be (from 1 to 64); 64 is used.",
    ]);
    expect(parse(manifest, "#t=20&ui=tour:on,claims:off,only:m,noise,fig:x&pin=v=1%26t=20").remarks).toEqual([]);
  });

  test("a page that embeds this one may hide, lock and limit", () => {
    expect(rules("hide:noise,seed,lock:members,max:members=8,theme:dark,nonsense:1")).toEqual({
      hide: ["noise", "seed"],
      lock: ["members"],
      only: [],
      max: { members: 8 },
      fig: [],
      theme: "dark",
    });
    expect(rules("tour:off,claims:on")).toMatchObject({ tour: "off", claims: "on" });
    expect(Object.keys(rules("tour:on,claims:off"))).toEqual(Object.keys(rules()));
  });
});

describe("links with highest values", () => {
  test("a number is brought back below the highest, and it is said; so is a default above it", () => {
    const link = parse(manifest, "#m=12&nz=0.9&lr=0.5..0.9&ui=max:members=4.9,max:nz=0.1,max:rate=0.6");
    expect(link.state).toMatchObject({ members: 4, noise: 0.1, rate: { low: 0.5, high: 0.6 } });
    expect(link.remarks[0]).toBe("A control: “12” cannot be (from 1 to 4); 4 is used.");
    expect(link.remarks).toHaveLength(3);
    expect(write(manifest, link)).toBe("v=1&lr=0.5..0.6&ui=max:members%3D4.9,max:nz%3D0.1,max:rate%3D0.6");
    expect(parse(manifest, "#set=digits&ui=max:noise=0.1").state.noise).toBe(0);
  });

  test("what is no number, or above the range, narrows nothing; one below the range leaves its lowest value", () => {
    expect(rules("max:members=,max:noise=much").max).toEqual({});
    expect(narrowed(manifest, { members: 100, place: 1, set: 2 })).toEqual(manifest);
    expect(narrowed(manifest, { m: -3 }).find(({ name }) => name === "members")).toMatchObject({
      range: [1, 1],
      default: 1,
    });
  });

  test("whatever the highest values, what is read is a fixed point once it is written", () => {
    const high = fc.integer({ min: -200, max: 7000 }).map((value) => value / 100);
    const text = fc.tuple(fc.integer({ min: -5, max: 99 }), fc.double({ noNaN: true }), high, high);
    fc.assert(
      fc.property(text, ([m, nz, most, noisiest]) => {
        const link = parse(manifest, `m=${m}&nz=${nz}&ui=max:members=${most},max:noise=${noisiest}`);
        expect(link.state.members).toBeLessThanOrEqual(Math.max(1, most));
        expect(link.state.noise).toBeLessThanOrEqual(Math.max(0, noisiest));
        expect(parse(manifest, write(manifest, link))).toEqual({ ...link, remarks: [] });
      }),
    );
  });
});

describe("states", () => {
  test("a select that others depend on gives them its defaults, but for what was set by hand", () => {
    const state = defaultState(manifest);
    const digits = changed(manifest, state, { set: "digits", net: "cnn" });
    expect(digits).toMatchObject({ set: "digits", net: "cnn", noise: 0 });
    expect(changed(manifest, digits, { set: "moons" })).toMatchObject({ net: "mlp", noise: 0.2 });
    expect(changed(manifest, { ...state, noise: 0.7 }, { set: "digits" })).toMatchObject({ noise: 0.7 });
  });

  test("a subset follows the number of its items", () => {
    const state = changed(manifest, defaultState(manifest), { chosen: "11110000" });
    expect(changed(manifest, state, { members: 4 }).chosen).toBe("");
    expect(changed(manifest, state, { members: 10 }).chosen).toBe("1111000011");
  });

  test("conditions", () => {
    const state = { set: "moons", on: true };
    expect(holds(undefined, state)).toBe(true);
    expect(holds("set=moons|xor on=1", state)).toBe(true);
    expect(holds("set!=moons", state)).toBe(false);
  });

  test("no value of another kind is allowed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...manifest), fc.anything(), (spec, value) => {
        const fit = allowed(spec, value as Value, { set: "digits", members: 8 });
        if (fit !== undefined) expect(allowed(spec, fit, { set: "digits", members: 8 })).toEqual(fit);
      }),
    );
  });
});
