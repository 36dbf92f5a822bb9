import { expect, test } from "vitest";
import { parameters, shortage } from "./network.ts";

test("the weights of networks are counted as the core lays them out", () => {
  expect(parameters({ kind: "mlp", sizes: [2, 32, 32, 2], activation: "tanh" })).toBe(1218);
  // 8 kernels of 1 and a bias each, 16 of 8; 14 halves to 7, then to 3.
  const cnn = { kind: "cnn", size: 14, inputs: 1, channels: [8, 16], classes: 10 } as const;
  expect(parameters({ ...cnn, channels: [...cnn.channels] })).toBe(8 * 10 + 16 * 73 + (16 * 9 + 1) * 10);
});

test("too many members are refused in one sentence, with as many as there is room for", () => {
  const found = shortage(64, 200_000);
  expect(found?.words).toBe("64 members × 200k weights need 410 MB; this page may use 200 MB.");
  expect(found?.members).toBe(31);
  expect(shortage(31, 200_000)).toBeUndefined();
  expect(shortage(8, 1218)).toBeUndefined();
});
