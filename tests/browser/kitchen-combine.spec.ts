import { expect, test } from "vitest";
import { figure, made, other, picture, playground, train } from "./playground.ts";

const FOUR = "eng=cpu&sp=max&m=4&ste=60";

test("a greedy soup shows how it was built", async () => {
  const page = await playground(FOUR);
  await train(page);
  await page.locator("#c-method").selectOption("greedy");
  await made(page, /^Greedy soup: [\d.]+\s%/);
  const trace = page.locator(".bench .sentence", { hasText: /\d of 4 members are kept \(m\d/ });
  await trace.waitFor();
});

test("every way of merging gives a model, or one sentence why not", async () => {
  const page = await playground(FOUR);
  await train(page);
  const names = {
    learned: /^Learned soup: [\d.]+\s%/,
    "task-arithmetic": /^Task arithmetic: [\d.]+\s%/,
    ties: /^TIES: [\d.]+\s%/,
    dare: /^DARE: [\d.]+\s%/,
    "dare-ties": /^DARE with TIES: [\d.]+\s%/,
    "model-stock": /^Model Stock: [\d.]+\s%/,
    fisher: /^Fisher soup: [\d.]+\s%/,
    slerp: /exactly two/,
  };
  for (const [method, words] of Object.entries(names)) {
    await page.locator("#c-method").selectOption(method);
    await made(page, words);
  }
  await page.locator(".member input").nth(0).click();
  await page.locator(".member input").nth(1).click();
  await made(page, /^SLERP: [\d.]+\s%/);
});

test("ensembles by four rules, and the way back to the start", async () => {
  const page = await playground(`${FOUR}&way=ensemble`);
  await train(page);
  for (const [rule, words] of [
    ["logits", /mean of logits: [\d.]+\s%.*4 forward passes/],
    ["vote", /majority vote: [\d.]+\s%/],
    ["run-off", /run-off election: [\d.]+\s%/],
  ] as const) {
    await page.locator("#c-rule").selectOption(rule);
    await made(page, words);
  }
  await page.locator('input[value="soup"]').check();
  const soup = await picture(page, ".made");
  await page.locator("#c-back").fill("0");
  await page.locator("#c-back").press("Enter");
  await made(page, /0 % of the way from the start/);
  await other(page, ".made", soup);
});

test("three members are mixed by the triangle's fields; a place of their plane is looked at", async () => {
  const page = await playground(`${FOUR}&way=three`);
  await train(page);
  await page.locator("#c-shares-0").fill("1");
  await page.locator("#c-shares-0").press("Enter");
  await made(page, /^100 % m1: [\d.]+\s%/);
  // Members are looked at a last time after the end.
  const first = await page.locator(".made .value").textContent();
  await expect.poll(() => page.locator(".member:nth-child(1) .value").textContent()).toBe(first);
  await page.locator('input[value="plane"]').check();
  await page.locator(".bench .sentence", { hasText: /The least error on this plane/ }).waitFor();
  const before = await picture(page, ".made");
  await page.locator("#c-place-0").fill("3");
  await page.locator("#c-place-0").press("Enter");
  await made(page, /^Place \(3\.0, 0\.0\)/);
  await other(page, ".made", before);
});

test("a student learns beside its teacher", async () => {
  const page = await playground(`${FOUR}&way=ensemble&ks=100`);
  await train(page);
  await page.getByText("Distil it into a student").click();
  await page.locator("#distil").click();
  await page.locator("#pupil", { hasText: /Step 100 of 100: student [\d.]+\s%. Its teacher had [\d.]+\s%/ }).waitFor();
  const words = (await page.locator("#pupil").textContent()) ?? "";
  expect(Number(/student ([\d.]+)\s%/.exec(words)?.[1])).toBeGreaterThan(60);
  await page.locator("#panel td, #panel th", { hasText: "student" }).first().waitFor();
});

test("attacks take accuracy away, the more the larger they may be", async () => {
  const page = await playground(`${FOUR}&ar=100`);
  await train(page);
  const words = await figure(page, "attack", /At ε 0\.2: .*ensemble.*uniform soup/);
  expect(words).toMatch(/best member \(m\d\) [\d.]+\s%/);
  await page.locator("#panel").getByRole("button", { name: "Table" }).click();
  await expect.poll(() => page.locator("#panel tbody tr").count()).toBe(7);
  for (const norm of ["l2", "l1"]) {
    await page.locator("#c-norm").selectOption(norm);
    await page
      .locator("#panel .caption", { hasText: norm === "l2" ? "ℓ2" : "ℓ1" })
      .first()
      .waitFor();
  }
});

test("the other figures say what they show", async () => {
  const page = await playground(FOUR);
  await train(page);
  await figure(page, "growth", /One member alone has [\d.]+\s% on average. All 4 together: ensemble/);
  await figure(page, "reliability", /Expected calibration error in points/);
  await figure(page, "risk", /Answering only the more confident half/);
  await figure(page, "scatter", /Best under rotation, severity 3/);
  await figure(page, "greedy", /members are kept/);
  await figure(page, "training", /Step 60: members’ mean/);
  await figure(page, "table", /Best on the test points/);
});
