import { expect, test } from "vitest";
import { accuracies, picture, playground, train } from "./playground.ts";

/** What an independent implementation reaches with this run on the first 2 000 test images. */
const PUBLISHED = 0.915;

test("MNIST: eight members, each from its own start, reach what they should", async () => {
  const page = await playground("?data=mnist-14&executor=cpu&shared=0&speed=0");
  await train(page);
  const { mean, ensemble } = await accuracies(page, 800);
  expect(Math.abs(mean - PUBLISHED)).toBeLessThan(0.005);
  expect(ensemble).toBeGreaterThan(mean);
});

test("MNIST: from a shared start the soup works, and every map shows the plane of three images", async () => {
  const page = await playground("?data=mnist-14&executor=cpu&members=3&steps=200&speed=0");
  const before = await picture(page, ".together .role-soup");
  await train(page);
  const { soup, ensemble, mean } = await accuracies(page, 200);
  expect(Math.min(soup, ensemble, mean)).toBeGreaterThan(0.85);
  expect(await picture(page, ".together .role-soup")).not.toBe(before);
  await page.getByText(/under rotation of severity 0 to 5/).waitFor();
});
