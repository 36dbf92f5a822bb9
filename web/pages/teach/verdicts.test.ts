// @vitest-environment jsdom
/** Tests of what students hand in. */

import { expect, test } from "vitest";
import { json } from "../../output/results.ts";
import { compared, read, texts } from "./verdicts.ts";

const handedIn = (verdict: string, predicted?: string) =>
  json({
    title: "PLD: what was claimed and what was found",
    note: "Seed 7, 5 repetitions. Mean differences.",
    measures: [{ label: "difference" }],
    rows: [
      { name: `C1: accuracy: PLD − KD (share): ${verdict}`, cells: [null], ...(predicted ? { predicted } : {}) },
      { name: "C2: the same: not yet run", cells: [null] },
    ],
  });

test("a file of verdicts gives each claim its verdict", () => {
  const { title, verdicts } = read("ada.json", handedIn("same direction"));
  expect(title).toMatch(/^PLD/);
  expect([...verdicts]).toEqual([
    ["C1", "same direction"],
    ["C2", "not yet run"],
  ]);
});

test("students stand side by side, and what cannot be read is said", () => {
  const place = document.createElement("div");
  place.append(
    compared([
      ["ada.json", handedIn("same direction")],
      ["ben.json", handedIn("opposite")],
      ["cy.json", "{"],
      ["di.json", "[]"],
    ]),
  );
  const cells = [...place.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells).toEqual([
    ["ada", "Seed 7, 5 repetitions", "same direction", "not yet run"],
    ["ben", "Seed 7, 5 repetitions", "opposite", "not yet run"],
  ]);
  const faults = [...place.querySelectorAll(".fault")].map((one) => one.textContent);
  expect(faults).toEqual([
    "cy.json is not JSON.",
    "di.json is not a file of verdicts: it has no title, note and rows.",
  ]);
});

test("what a class expected stands below what it found", () => {
  const place = document.createElement("div");
  place.append(
    compared([
      ["ada.json", handedIn("same direction", "none")],
      ["ben.json", handedIn("opposite", "holds")],
      ["cy.json", handedIn("opposite", "none")],
      ["di.json", handedIn("opposite", "a guess")],
    ]),
  );
  const cells = (row: Element) => [...row.children].map(({ textContent }) => textContent);
  expect([...place.querySelectorAll("tbody td:nth-child(3)")].map(({ textContent }) => textContent)).toEqual([
    "same directionexpected no difference",
    "oppositeexpected that the claim holds",
    "oppositeexpected no difference",
    "opposite",
  ]);
  expect([...place.querySelectorAll("tfoot tr")].map(cells)).toEqual([
    ["expected", "4 students", "1 that the claim holds, 2 no difference, 1 nothing", "4 nothing"],
  ]);
});

test("files that are too many or too large are not read, and the limit is said", async () => {
  const large = new File([new Uint8Array(1_000_001)], "eve.json");
  const small = new File(["{}"], "ada.json");
  const said = async (files: File[]) =>
    (await texts(files)).map(([, text]) => (text instanceof Error ? text.message : text));
  expect(await said([small, large])).toEqual(["{}", "eve.json has 1.0 MB; the limit for verdicts is 1 MB."]);
  expect(await said(Array(501).fill(small))).toEqual(["501 files are chosen; the limit is 500."]);
});
