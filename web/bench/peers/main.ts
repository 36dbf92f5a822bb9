/** The page that a script drives: ours and others' on the same numbers, whichever is asked. */

import { sample } from "../sample.ts";
import { type Name, SPECS } from "../spec.ts";
import { jax } from "./jax.ts";
import type { Backend, Peer, Rival } from "./peer.ts";
import { tfjs } from "./tfjs.ts";

/** The built module, beside this page. */
const OURS = "./soupcon-bench.js";

type Module = typeof import("../module.ts");

const PEERS: Record<string, Peer> = { tfjs, "jax-js": jax };

const rivals = new Map<string, Rival>();

async function ours(backend: Backend, name: Name): Promise<Rival> {
  const module = (await import(/* @vite-ignore */ new URL(OURS, location.href).href)) as Module;
  const runtime = await module.open({ backend: backend === "webgpu" ? "gpu" : "cpu", workers: 1 });
  const w = await runtime.create(name, SPECS[name], sample(name, SPECS[name], 1));
  return { run: async (units) => Number((await w.run(units)).loss) };
}

/** What the script can ask. */
const race = {
  /** Prepares a workload with everyone who has it; gives their names. */
  async prepare(backend: Backend, name: Name): Promise<string[]> {
    rivals.clear();
    rivals.set("soupcon", await ours(backend, name));
    for (const [title, peer] of Object.entries(PEERS)) {
      const rival = await peer(backend, name, SPECS[name], sample(name, SPECS[name], 1));
      if (rival) rivals.set(`${title}-${backend}`, rival);
    }
    return [...rivals.keys()];
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
