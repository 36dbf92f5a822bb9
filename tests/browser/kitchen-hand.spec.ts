import { expect, test } from "vitest";
import { figure, made, measured, other, phase, picture, playground, SHORT, step, train } from "./playground.ts";

test("the map follows the slider between two members and beyond, and the curve has its place", async () => {
  const page = await playground(`${SHORT.replace("ste=20", "ste=60").replace("st=same", "st=independent")}&way=line`);
  await train(page);
  const slider = page.locator('[data-name="alpha"] input[type=range]');
  let last = await picture(page, ".made");
  const pictures = new Set<string>();
  for (const at of ["0", "0.3", "1.4"]) {
    await slider.fill(at);
    last = await other(page, ".made", last);
    pictures.add(last);
  }
  expect(pictures.size).toBe(3);
  expect(await slider.getAttribute("aria-valuetext")).toBe("1.4");
  await made(page, /^−40 % m1 \+ 140 % m2: /);
  await page.locator(".bench .sentence", { hasText: /m1 [\d.]+\s%, half way [\d.]+\s%, m2 [\d.]+\s%/ }).waitFor();
});

test("the most used things can be done by keys alone", async () => {
  const page = await playground(`${SHORT.replace("ste=20", "ste=40")}&way=line`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the stations");
  await page.keyboard.press("Enter");
  await page.keyboard.press(".");
  await measured(page, 10);
  await page.keyboard.press("k");
  await phase(page, "finished");
  await measured(page, 40);
  const field = page.locator("#c-alpha");
  await page.locator('[data-name="alpha"] input[type=range]').focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => field.inputValue()).toBe("0.51");
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => field.inputValue()).toBe("0.511");
  await page.keyboard.press("Backspace");
  await expect.poll(() => field.inputValue()).toBe("0.5");
  await page.keyboard.press("PageUp");
  await expect.poll(() => field.inputValue()).toBe("0.6");
  await page.keyboard.press("Control+z");
  await expect.poll(() => field.inputValue()).toBe("0.5");
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => field.inputValue()).toBe("0.6");
  await page.keyboard.press(",");
  await expect.poll(() => step(page)).toBeLessThan(40);
  await page.keyboard.press("r");
  await measured(page, 0);
  await page.keyboard.press("s");
  await expect.poll(() => page.locator("#seed").inputValue()).toBe("8");
  await phase(page, "ready");
});

test("the figures are walked through by arrows", async () => {
  const page = await playground(SHORT);
  await page.locator("#tab-table").focus();
  await page.keyboard.press("ArrowRight");
  await page.locator('#tab-line[aria-selected="true"]').waitFor();
  await page.keyboard.press("End");
  await page.locator('#tab-training[aria-selected="true"]').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("tab-training");
});

test("a member that is taken out no longer counts; the last one stays in", async () => {
  const page = await playground(SHORT.replace("st=same", "st=independent"));
  await train(page);
  const both = await made(page, /^Uniform soup/);
  const boxes = page.locator(".member input");
  await boxes.nth(0).click();
  await page.waitForFunction((both) => document.querySelector("#made")?.textContent?.trim() !== both, both);
  await boxes.nth(1).click();
  expect(await boxes.nth(1).isChecked()).toBe(true);
  await expect
    .poll(async () => {
      const [soup] = await page.locator(".made .value").allTextContents();
      const [member] = await page.locator(".member:nth-child(2) .value").allTextContents();
      return soup === member;
    })
    .toBe(true);
  await page.getByRole("button", { name: "All", exact: true }).click();
  await page.getByText("2 of 2 count").waitFor();
});

test("a figure is also a table and a sentence", async () => {
  const page = await playground(SHORT);
  await train(page);
  const sentence = await figure(page, "shift", /From severity 0 to 5: best member/);
  expect(sentence).toMatch(/ensemble [\d.]+\s% to [\d.]+\s%/);
  await page.locator("#panel").getByRole("button", { name: "Table" }).click();
  await expect.poll(() => page.locator("#panel tbody tr").count()).toBe(6);
  await page.locator("#c-shift").selectOption("noise");
  await page.locator("#panel h3", { hasText: "Accuracy under noise" }).waitFor();
});

test("a member under the pointer has its line brought forward in the figures", async () => {
  const page = await playground(SHORT);
  await train(page);
  await figure(page, "shift", /From severity 0 to 5/);
  const series = () =>
    page.evaluate(() => {
      const figure = document.querySelector("#panel sp-figure") as unknown as { cursor?: { series: number } };
      return figure.cursor?.series;
    });
  await page.locator(".member").nth(1).hover();
  await expect.poll(series).toBe(1);
  await page.locator("h1").hover();
  await expect.poll(series).toBe(undefined);
});

test("what is being typed survives what the run shows meanwhile", async () => {
  const page = await playground("eng=cpu&m=2&st=same&ste=2000");
  await page.locator("#play").click();
  await phase(page, "running");
  await page.locator("#seed").fill("1234");
  const from = await step(page);
  await expect.poll(() => step(page)).toBeGreaterThan(from + 20);
  expect(await page.locator("#seed").inputValue()).toBe("1234");
  await page.locator("#seed").press("Enter");
  await measured(page, 0);
  await expect.poll(() => page.url()).toContain("seed=1234");
});

test("undo and redo bring back settings, also those that need another run", async () => {
  const page = await playground(SHORT);
  await page.locator("#c-set").selectOption("circles");
  await page.locator(".sample figcaption", { hasText: "training points" }).waitFor();
  await page.locator("#c-noise").fill("0.3");
  await page.locator("#c-noise").press("Enter");
  await phase(page, "ready");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.locator("#c-noise").inputValue()).toBe("0.12");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.locator("#c-set").inputValue()).toBe("moons");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect.poll(() => page.locator("#c-set").inputValue()).toBe("circles");
  await phase(page, "ready");
  await measured(page, 0);
});

test("a map is read by keys and by the pointer", async () => {
  const page = await playground("");
  const words = page.locator("#probed");
  await page.locator(".probe summary").click();
  await words
    .filter({ hasText: /^50 % from the left, 50 % from below: .* says [AB] \(\d.* of 8 members say/ })
    .waitFor();
  const across = page.getByRole("slider", { name: "Place from the left, %" });
  await across.focus();
  await page.keyboard.press("Home");
  await words.filter({ hasText: /^0 % from the left, 50 %/ }).waitFor();
  expect(await across.getAttribute("aria-valuetext")).toBe(await words.textContent());
  const map = page.locator(".made .probed");
  const { width = 0, height = 0 } = (await map.boundingBox()) ?? {};
  await map.click({ position: { x: 0.9 * width, y: 0.2 * height } });
  await words.filter({ hasText: /^90 % from the left, 80 %/ }).waitFor();
});
