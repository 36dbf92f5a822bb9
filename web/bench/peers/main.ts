/** The page that a script drives: ours and others' on the same numbers, whichever is asked. */

import type { Data } from "../data.ts";
import { sample } from "../sample.ts";
import { type Name, SPECS, type Spec } from "../spec.ts";
import { jax } from "./jax.ts";
import type { Backend, Peer, Rival } from "./peer.ts";
import { tfjs } from "./tfjs.ts";

/** The built module, beside this page. */
const OURS = "./soupcon-bench.js";

type Module = typeof import("../module.ts");

const rivals = new Map<string, Rival>();

async function ours(backend: Backend, name: Name, spec: Spec, data: Data): Promise<Rival> {
  const module = (await import(/* @vite-ignore */ new URL(OURS, location.href).href)) as Module;
  const runtime = await module.open({ backend: backend === "webgpu" ? "gpu" : "cpu", workers: 1 });
  const w = await runtime.create(name, spec, data);
  return { run: async (units) => Number((await w.run(units)).loss) };
}

const PEERS: Record<string, Peer> = { soupcon: ours, tfjs, "jax-js": jax };

/** What the script can ask. */
const race = {
  /** Prepares a workload with everyone who has it; gives their names, and milliseconds to the first loss. */
  async prepare(backend: Backend, name: Name): Promise<[string, number][]> {
    rivals.clear();
    const firsts: [string, number][] = [];
    // The browser's own start is nobody's.
    if (backend === "webgpu") await (await navigator.gpu?.requestAdapter())?.requestDevice();
    for (const [title, peer] of Object.entries(PEERS)) {
      const data = sample(name, SPECS[name], 1);
      const start = performance.now();
      const rival = await peer(backend, name, SPECS[name], data);
      if (rival === undefined) continue;
      await rival.run(1);
      const own = `${title}-${backend}`;
      firsts.push([own, performance.now() - start]);
      rivals.set(own, rival);
    }
    return firsts;
  },
  /** Runs `units` more: milliseconds, and the loss. */
  async run(title: string, units: number): Promise<[number, number]> {
    const rival = rivals.get(title);
    if (rival === undefined) throw new Error(`Nobody here is called ${title}.`);
    const start = performance.now();
    const loss = await rival.run(units);
    return [performance.now() - start, loss];
  },
};

Object.assign(globalThis, { race });
