import { expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { open, site } from "./browser.ts";

test("the reference lists every function, and an example gives what an independent program gave", async () => {
  const page = await open("docs/functions/");
  const names = await page.locator("main section h2").allTextContents();
  expect(names.length).toBeGreaterThan(100);
  expect(new Set(names).size).toBe(names.length);
  for (const name of ["kd_loss", "ties_merge", "run_off_predict"]) {
    const trial = page.locator(`#${name} .trial`);
    await trial.locator("summary").click();
    await trial.getByRole("button").click();
    await expect.poll(() => trial.locator("output").textContent()).not.toBe("");
    const expected = JSON.parse((await trial.locator(".caption code").textContent()) ?? "") as Record<string, unknown>;
    const got = JSON.parse((await trial.locator("output").textContent()) ?? "") as Record<string, unknown>;
    for (const [key, value] of Object.entries(expected)) near(got[key], value);
  }
});

test("what is wrong with an example is said in a sentence", async () => {
  const page = await open("docs/functions/#kd_loss");
  const trial = page.locator("#kd_loss .trial");
  await trial.locator("summary").click();
  for (const [text, said] of [
    ["{", "The inputs must be JSON"],
    ['{"student_logits": [[1]], "teacher_logits": [[1, 2]], "temperature": 1}', "shape: "],
    [
      '{"student_logits": [[1]], "teacher_logits": [[1]], "temperature": 0}',
      "range: `temperature` must be a number > 0",
    ],
  ] as const) {
    await trial.locator("textarea").fill(text);
    await trial.getByRole("button").click();
    await trial.locator("output", { hasText: said }).waitFor();
  }
});

test("the module answers from the console, typed arrays included", async () => {
  const page = await open("docs/functions/");
  // As text: the test runner rewrites imports in functions.
  const call = `call("softmax", { logits: [new Float32Array([0, 0]), [1, NaN]] })`;
  const text = `import("${site}npm/soupcon.js").then(({ call }) => Promise.all([${call}, call("softmax", { logits: [[0, 0]] })]))`;
  const [refused, answer] = (await page.evaluate(text)) as Record<string, Record<string, unknown>>[];
  expect(refused?.error?.code).toBe("non-finite");
  expect(answer?.output).toEqual([[0.5, 0.5]]);
});

test("Node runs the package", async () => {
  const module = (await import(/* @vite-ignore */ new URL("../../dist/npm/soupcon.js", import.meta.url).href)) as {
    call(
      name: string,
      inputs: object,
      backend?: string,
    ): Promise<Record<string, unknown> & { error?: { code: string } }>;
    functions(): Promise<{ name: string }[]>;
  };
  const { call, functions } = module;
  expect((await functions()).length).toBeGreaterThan(100);
  const answer = await call("uniform_soup", { weights: [new Float32Array([1, 2]), new Float32Array([3, 6])] });
  expect(answer).toEqual({ soup: [2, 4] });
  expect((await call("uniform_soup", { weights: [[1], [2]] }, "gpu")).error?.code).toBe("device");
});

test.each(["docs/functions/", "docs/embed/", "teach/", "merge/"])(
  "%s has no barrier, in both themes and at 320 pixels",
  async (path) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open(path, { colorScheme, viewport: { width: 320, height: 700 } });
      expect(await violations(page)).toEqual([]);
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(wide).toBeLessThanOrEqual(screen ?? 0);
    }
  },
);

/** Numbers within what single precision may differ by; all else exactly. */
function near(got: unknown, want: unknown): void {
  if (Array.isArray(want)) want.forEach((w, i) => void near((got as unknown[])[i], w));
  else if (typeof want === "number") expect(Math.abs(Number(got) - want)).toBeLessThan(1e-5 + 1e-4 * Math.abs(want));
  else expect(got).toEqual(want);
}
