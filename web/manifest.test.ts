import { expect, test } from "vitest";
import { DEFAULTS, MANIFEST } from "./kitchen/manifest.ts";
import { changed, checked } from "./manifest.ts";

const check = (wanted: Record<string, unknown>) => () => checked(MANIFEST, wanted, DEFAULTS);
const members = Number(DEFAULTS.members);

test("values that only fit together are taken together, in whatever order", () => {
  const chosen = `${"1".repeat(members)}0`;
  expect(check({ chosen })).toThrow("chosen: ");
  expect(check({ chosen, members: members + 1 })).not.toThrow();
  expect(check({ members: members + 1, chosen })).not.toThrow();
});

test("what cannot be is refused by its name, with the limits that it has", () => {
  expect(check({ members: -7 })).toThrow("members: -7 cannot be; it goes from ");
  expect(check({ set: "nothing" })).toThrow('set: "nothing" cannot be.');
  expect(check({ seed: 3, nonsense: 1 })).toThrow("nonsense: this exhibit has no such control.");
  expect(check({ seed: undefined })).toThrow("seed: ");
});

test("what another value chooses the default of takes the new one, unless it was set by hand", () => {
  const moved = changed(MANIFEST, { ...DEFAULTS, layers: 1 }, { set: "digits-8" });
  expect([moved.members, moved.activation, moved.layers]).toEqual([12, "relu", 1]);
  expect(changed(MANIFEST, moved, { set: "moons" })).toEqual({ ...DEFAULTS, layers: 1 });
  const own = changed(MANIFEST, { ...DEFAULTS, members: 5 }, { set: "digits-8" });
  expect([own.members, own.activation]).toEqual([5, "relu"]);
});
