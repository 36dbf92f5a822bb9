/** Which executor: measured, and said in words. */

import { type Hand, hire } from "./hire.ts";
import { shares } from "./pool.ts";
import type { Given, RunSpec } from "./wire.ts";

/** Milliseconds of steps that a measurement takes. */
const BUDGET_MS = 150;
/** Milliseconds after which a graphics device that has not answered counts as slower. */
const PATIENCE_MS = 4000;

/** What was measured, in steps of one member a second. */
export interface Rates {
  cpu?: number;
  gpu?: number;
  /** Why there is no number for the graphics device. */
  without?: string;
}

/** Measures the rate of the processor with all its workers, from one worker and its share of the members. */
export async function processor(hand: Hand, workers: number, spec: RunSpec): Promise<number> {
  const [part = spec.members] = shares(spec.members, workers);
  const steps = await hand.ask((it) => it.rate({ ...spec, members: part }, BUDGET_MS));
  return steps * spec.members;
}

/** Measures the graphics device; software that only acts as one is left out. */
export async function graphics(spec: RunSpec, given: Given | undefined): Promise<Pick<Rates, "gpu" | "without">> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return { without: "none in this browser" };
  if (adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(adapter.info.architecture)) {
    return { without: "a software one, left out" };
  }
  let hand: Hand | undefined;
  const measured = async () => {
    hand = await hire("gpu");
    await hand.ask((it) => it.load(spec, given));
    return await hand.ask((it) => it.rate(spec, BUDGET_MS));
  };
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const steps = await Promise.race([measured(), late]);
    return steps === undefined ? { without: "no answer in time" } : { gpu: steps * spec.members };
  } catch {
    return { without: "it could not be opened" };
  } finally {
    hand?.end();
  }
}

/** The executor that measured faster. */
export function faster(rates: Rates): "cpu" | "gpu" {
  return (rates.gpu ?? 0) > (rates.cpu ?? 0) ? "gpu" : "cpu";
}

/** What was measured and chosen, as a sentence. */
export function verdict(rates: Rates, workers: number, forced: boolean, used: "cpu" | "gpu"): string {
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
  const say = (rate?: number) => (rate === undefined ? "not measured" : `${number.format(rate)} member-steps/s`);
  const cpu = `CPU × ${workers}: ${say(rates.cpu)}`;
  const gpu = `GPU: ${rates.gpu === undefined ? (rates.without ?? "not measured") : say(rates.gpu)}`;
  const both = rates.cpu !== undefined && rates.gpu !== undefined;
  const why = forced ? "chosen by you" : both ? "chosen because faster" : "chosen automatically";
  return `${cpu}; ${gpu}. ${used.toUpperCase()} ${why}.`;
}
