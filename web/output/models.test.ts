// @vitest-environment node
import fc from "fast-check";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { layout, recipe as note, readCheckpoint, writeCheckpoint } from "../npm/module.ts";
import { architecture } from "./architecture.ts";
import { deskOf } from "./checkpoint.ts";
import { type Architecture, json, type Layer, type Model, named, safetensors, TINY } from "./models.ts";
import { differences, model } from "./models-in.ts";
import { torch } from "./torch.ts";
import { zip } from "./zip.ts";

/** The core itself, without a worker. */
const at = deskOf((work) => work({ layout, readCheckpoint, recipe: note, writeCheckpoint, zip }));
const MLP: Architecture = { kind: "mlp", sizes: [2, 3, 2], activation: "tanh" };
const CNN: Architecture = { kind: "cnn", size: 8, inputs: 1, channels: [2, 3], classes: 4 };

function made(architecture: Architecture, theta: Float32Array): Model {
  return { name: "it", architecture, theta, about: { seed: 7, data: "moons", licence: "CC0-1.0", how: 'a "soup"' } };
}

function file(content: Uint8Array | string, name = "it.safetensors"): File {
  return new File([content as BlobPart], name);
}

function ramp(n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => Math.fround(i / 3 - 2));
}

describe("a model in a file", () => {
  test("the layers have the core's names, biases one axis", async () => {
    expect(await at.layout(MLP)).toEqual([
      { name: "w0", shape: [2, 3] },
      { name: "b0", shape: [3] },
      { name: "w1", shape: [3, 2] },
      { name: "b1", shape: [2] },
    ]);
    expect(await at.layout(CNN)).toEqual([
      { name: "k0", shape: [2, 1, 3, 3] },
      { name: "c0", shape: [2] },
      { name: "k1", shape: [3, 2, 3, 3] },
      { name: "c1", shape: [3] },
      { name: "w", shape: [12, 4] },
      { name: "b", shape: [4] },
    ]);
    expect(await at.layout({ ...MLP, sizes: [1, 1, 2] })).toMatchObject([{ shape: [1, 1] }, { shape: [1] }, {}, {}]);
  });

  test("a network that cannot be is refused", async () => {
    for (const sizes of [[2], [2, 0], [2, 5000, 2], [4096, 4096, 4096], Array(20).fill(2)]) {
      await expect(at.layout({ ...MLP, sizes })).rejects.toThrow(/must (be|have)/);
    }
    await expect(at.layout({ ...CNN, size: 3 })).rejects.toThrow("`size` must not be 0 after 2 halvings, not 3.");
  });

  test.each([MLP, CNN])("any weights come back from safetensors and from JSON: %#", async (network) => {
    const layers = await at.layout(network);
    const n = layers.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const weights = fc.float32Array({ minLength: n, maxLength: n, noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(weights, async (theta) => {
        for (const content of [await safetensors(made(network, theta), at), await json(made(network, theta), at)]) {
          const back = await model(file(content), network, at);
          expect(back.theta.every((value, i) => value === theta[i])).toBe(true);
          expect(back.metadata).toEqual({
            format: "pt",
            architecture: JSON.stringify(network),
            seed: "7",
            data: "moons",
            licence: "CC0-1.0",
            how: 'a "soup"',
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  test("tensors in another order are put in the core's", async () => {
    const layers = await at.layout(MLP);
    const [w0, b0, w1, b1] = layers as [Layer, Layer, Layer, Layer];
    const values = Float32Array.from([9, 9, 9, ...ramp(6)]);
    const bytes = await at.write({ metadata: {}, tensors: [b0, w0], values });
    await expect(model(file(bytes), MLP, at)).rejects.toThrow(
      "does not fit the network: w1 is missing, b1 is missing.",
    );
    const tensors = [b1, w1, b0, w0];
    const all = Float32Array.from([1, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5, 5]);
    const back = await model(file(await at.write({ metadata: {}, tensors, values: all })), MLP, at);
    expect([...back.theta]).toEqual([5, 5, 5, 5, 5, 5, 4, 4, 4, 3, 3, 3, 3, 3, 3, 1, 2]);
  });

  test("what differs is listed, and a bias with axes of length 1 before it fits", () => {
    const wanted = [
      { name: "w0", shape: [2, 3] },
      { name: "b0", shape: [3] },
      { name: "w1", shape: [3, 2] },
    ];
    const found = [
      { name: "w0", shape: [3, 2] },
      { name: "b0", shape: [1, 3] },
      { name: "head", shape: [1] },
    ];
    expect(differences(wanted, found)).toEqual([
      "w1 is missing",
      "w0 is [3, 2] instead of [2, 3]",
      "head is not in the network",
    ]);
  });

  test("a broken file is one sentence", async () => {
    const said = (content: string) => model(file(content, "m.json"), MLP, at).then(String, (why: Error) => why.message);
    expect(await said("nothing")).toMatch(/^`m\.json`: /);
    expect(await said('{"tensors": ')).toMatch(/^m\.json is not JSON: /);
    expect(await said('{"metadata": {}}')).toBe("m.json has no tensors.");
    expect(await said('{"tensors": {"w0": {"shape": [2], "values": [1]}}}')).toBe(
      "m.json: w0 has 1 values, but its shape is [2].",
    );
    expect(await said('{"tensors": {"w0": {"shape": [1], "values": ["1"]}}}')).toBe(
      "m.json: value 1 of w0 is not a finite number.",
    );
    expect(await said('{"tensors": {"w0": {"shape": [-1], "values": []}}}')).toBe(
      "m.json: w0 must have a shape and values.",
    );
    await expect(safetensors(made(MLP, ramp(3)), at)).rejects.toThrow("`values` must be");
    await expect(safetensors(made(MLP, ramp(17).fill(Number.NaN, 4, 5)), at)).rejects.toThrow("finite");
    await expect(json(made(MLP, new Float32Array(TINY + 1)), at)).rejects.toThrow("at most 10,000 parameters");
  });

  test("several go into a ZIP and come out as they were", async () => {
    const bytes = await safetensors(made(MLP, ramp(17)), at);
    const all = unzipSync(await zip({ "a.safetensors": bytes, "load.py": "print(1)\n" }));
    expect(all["a.safetensors"]).toEqual(bytes);
    expect(new TextDecoder().decode(all["load.py"])).toBe("print(1)\n");
  });

  test("a run's network follows from its model and its rows", () => {
    expect(architecture({ kind: "mlp", hidden: [32, 32], activation: "relu" }, [2], 2)).toMatchObject({
      sizes: [2, 32, 32, 2],
    });
    const cnn = architecture({ kind: "cnn", channels: [4] }, [14, 14], 10);
    expect(cnn).toEqual({ kind: "cnn", size: 14, inputs: 1, channels: [4], classes: 10 });
    expect([named(MLP), named(cnn)]).toEqual(["2-3-2, tanh", "1 × 14 × 14, convolutions 4, 10 classes"]);
  });

  test("the program for PyTorch has each layer once and the numbers that it checks", () => {
    const text = torch({ ...MLP, activation: "gelu" }, "it.safetensors", [0.5, -1], Float32Array.of(1, 0.1));
    expect(text).toContain('w = load_file("it.safetensors")');
    expect(text).toContain(
      '    x = F.gelu(x @ w["w0"] + w["b0"], approximate="tanh")\n    return x @ w["w1"] + w["b1"]\n',
    );
    expect(text).toContain("x = torch.tensor([[0.5, -1.0]])\nexpected = torch.tensor([[1.0, 0.100000001]])");
    expect(torch(CNN, "c", [0], [0])).toContain(
      'x = F.max_pool2d(F.relu(F.conv2d(x, w["k1"], w["c1"], padding=1)), 2)',
    );
  });
});
