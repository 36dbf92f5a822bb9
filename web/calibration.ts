/** Which executor: measured, and said in words. */

import { type Hand, hire } from "./hire.ts";
import { msg, str } from "./language/message.ts";
import { number } from "./language/number.ts";
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
  if (!adapter) return { without: msg("none in this browser") };
  if (adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(adapter.info.architecture)) {
    return { without: msg("a software one, left out") };
  }
  const hiring = hire("gpu");
  const measured = async () => {
    const hand = await hiring;
    await hand.ask((it) => it.load(spec, given));
    return await hand.ask((it) => it.rate(spec, BUDGET_MS));
  };
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const steps = await Promise.race([measured(), late]);
    return steps === undefined ? { without: msg("no answer in time") } : { gpu: steps * spec.members };
  } catch {
    return { without: msg("it could not be opened") };
  } finally {
    // It may only come after it was given up.
    hiring.then((hand) => hand.end()).catch(() => undefined);
  }
}

/** The executor that measured faster. */
export function faster(rates: Rates): "cpu" | "gpu" {
  return (rates.gpu ?? 0) > (rates.cpu ?? 0) ? "gpu" : "cpu";
}

/** What was measured and chosen, as a sentence. */
export function verdict(rates: Rates, workers: number, forced: boolean, used: "cpu" | "gpu"): string {
  const say = (rate?: number) => {
    if (rate === undefined) return msg("not measured");
    return msg(str`${number(rate, { maximumSignificantDigits: 2 })} member-steps/s`);
  };
  const cpu = say(rates.cpu);
  const gpu = rates.gpu === undefined ? (rates.without ?? msg("not measured")) : say(rates.gpu);
  const measured = msg(str`CPU × ${workers}: ${cpu}; GPU: ${gpu}.`);
  const name = used.toUpperCase();
  const both = rates.cpu !== undefined && rates.gpu !== undefined;
  if (forced) return `${measured} ${msg(str`${name} chosen by you.`)}`;
  return `${measured} ${both ? msg(str`${name} chosen because faster.`) : msg(str`${name} chosen automatically.`)}`;
}
