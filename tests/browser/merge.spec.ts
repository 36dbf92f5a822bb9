import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { open } from "./browser.ts";

/** A safetensors file of one tensor `w` of three numbers. */
function file(name: string, w: number[]) {
  const header = new TextEncoder().encode(
    `{"w":{"dtype":"F32","shape":[${w.length}],"data_offsets":[0,${4 * w.length}]}}`,
  );
  const buffer = Buffer.alloc(8 + header.length + 4 * w.length);
  buffer.writeBigUInt64LE(BigInt(header.length));
  buffer.set(header, 8);
  w.forEach((v, i) => void buffer.writeFloatLE(v, 8 + header.length + 4 * i));
  return { name, mimeType: "application/octet-stream", buffer };
}

/** The numbers of a safetensors file of one tensor. */
function numbers(bytes: Buffer): number[] {
  const start = 8 + Number(bytes.readBigUInt64LE());
  return Array.from({ length: (bytes.length - start) / 4 }, (_, i) => bytes.readFloatLE(start + 4 * i));
}

test("checkpoints that are dropped come back as a soup, with its recipe", async () => {
  const page = await open("merge/");
  await page.setInputFiles("#models", [file("a.safetensors", [1, 2, 3]), file("b.safetensors", [3, 2, -1])]);
  await page.getByRole("button", { name: "Merge" }).click();
  await page.getByText("2 models merged").waitFor();
  const coming = page.waitForEvent("download");
  await page.getByText("Download soup-linear.safetensors").click();
  expect(numbers(await readFile(await (await coming).path()))).toEqual([2, 2, 1]);
  await page.getByText("Download soup-linear.yaml").waitFor();
});

test("a method shows what it needs and uses it", async () => {
  const page = await open("merge/");
  expect(await page.locator("#base").isVisible()).toBe(false);
  await page.selectOption("#method", "task_arithmetic");
  await page.setInputFiles("#base", file("base.safetensors", [1, 1, 1]));
  await page.setInputFiles("#models", [file("a.safetensors", [2, 1, 0])]);
  await page.fill("#scale", "2");
  await page.getByRole("button", { name: "Merge" }).click();
  const coming = page.waitForEvent("download");
  await page.getByText("Download soup-task-arithmetic.safetensors").click();
  expect(numbers(await readFile(await (await coming).path()))).toEqual([3, 1, -1]);
});

test("what does not fit is said, and the form is kept", async () => {
  const page = await open("merge/");
  await page.setInputFiles("#models", [file("a.safetensors", [1, 2, 3]), file("b.safetensors", [1, 2])]);
  await page.getByRole("button", { name: "Merge" }).click();
  await page.getByText("must have the same tensors").waitFor();
  await page.setInputFiles("#models", [{ name: "c.safetensors", mimeType: "x", buffer: Buffer.from("not weights") }]);
  await page.getByRole("button", { name: "Merge" }).click();
  await page.locator("#said", { hasText: /must be/ }).waitFor();
  await page.selectOption("#method", "ties");
  await page.setInputFiles("#models", [file("a.safetensors", [1, 2, 3])]);
  await page.getByRole("button", { name: "Merge" }).click();
  await page.getByText("`base` must be given").waitFor();
});
