/** The run that the page opens with: trained earlier by this very core, and shipped. */

import type { RunSpec, Weights } from "../wire.ts";
import { DEFAULTS } from "./manifest.ts";
import { runOf } from "./order.ts";

/** Where the numbers lie: the start, then member after member, 32 bits each. */
const FILE = new URL("../data/kitchen.f32", import.meta.url);

/** The recorded weights, where the run is the one that was recorded; nothing where it is not, or the file is missing. */
export async function recorded(spec: RunSpec): Promise<{ start: Float32Array; weights: Weights } | undefined> {
  if (JSON.stringify(spec) !== JSON.stringify(runOf(DEFAULTS))) return undefined;
  const answer = await fetch(FILE).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const all = new Float32Array(await answer.arrayBuffer());
  const size = all.length / (spec.members + 1);
  if (!Number.isInteger(size) || size === 0) return undefined;
  const { steps } = spec;
  const step = typeof steps === "number" ? steps : Array.isArray(steps) ? Math.max(...steps) : steps.high;
  return {
    start: all.slice(0, size),
    weights: { step, theta: all.slice(size), diverged: new Uint32Array(spec.members) },
  };
}
