/** Sentences about runs and claims: the same on the page and where it is written. */

import type { Claim, Finding, Verdict } from "./entry.ts";
import { type Run, secondsLeft } from "./life.ts";

/** Units that are shown in hundredths. */
const SHARES = ["share", "points"];
/** The icon beside each verdict: never its colour alone. */
export const MARKS: Readonly<Record<Verdict, string>> = {
  "same direction": "✓",
  "not seen at this size": "○",
  opposite: "✕",
  "not yet run": "·",
};

/** A verdict as the name of a class. */
export const verdictClass = (verdict: Verdict): string => `verdict-${verdict.split(" ")[0]}`;

/** As many digits behind the point as half the interval's width has to its second figure. */
function digits(half: number): number {
  return half > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 1;
}

/** What was measured of a claim: the mean difference, its interval, the seeds. */
export function hereWords(claim: Claim, finding: Finding | undefined): string {
  const { interval } = finding ?? {};
  if (!interval) return "no number yet";
  const isShare = SHARES.includes(claim.unit);
  const scale = isShare ? 100 : 1;
  const half = (scale * (interval.high - interval.low)) / 2;
  // Where all seeds agree, the number itself says how finely.
  const places = digits(half > 1e-12 ? half : Math.abs(scale * interval.mean));
  const say = (value: number) => (scale * value).toFixed(places).replace("-", "−");
  const sign = interval.mean > 0 ? "+" : "";
  const unit = isShare ? "points" : claim.unit;
  const ends = `[${say(interval.low)}, ${say(interval.high)}]`;
  return `${sign}${say(interval.mean)}${unit ? ` ${unit}` : ""} ${ends}, ${interval.n} seeds`;
}

/** A duration as it is said. */
export function duration(seconds: number): string {
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `${seconds < 10 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** Where a run is; `passed` seconds since the present seed was begun. */
export function statusWords(run: Run, passed: number, loaded: number): string {
  const { phase, seeds, wanted, progress } = run;
  const done = `${seeds} of ${wanted} seeds`;
  switch (phase) {
    case "poster":
      return "Not run yet";
    case "loading":
      return "Getting the engine …";
    case "preparing":
    case "running": {
      if (loaded < 1) return `Getting the data: ${Math.round(loaded * 100)} %`;
      const left = secondsLeft(run, passed);
      const parts = [`Seed ${seeds + 1} of ${wanted}: ${Math.round(progress.share * 100)} %`, progress.doing];
      if (left !== undefined) parts.push(`${duration(left)} left`);
      return parts.filter(Boolean).join(", ");
    }
    case "stopping":
      return "Stopping …";
    case "finished":
      return done;
    case "cancelled":
      return `Stopped after ${done}`;
    case "paused":
      return "Paused to save memory";
    case "stale":
      return "Settings have changed";
    case "failed":
      return "Stopped by an error";
  }
}

/** What the main button does now. */
export function actionWords({ phase, seeds }: Run): string {
  switch (phase) {
    case "loading":
    case "preparing":
    case "running":
    case "stopping":
      return "Cancel";
    case "paused":
      return "Resume";
    case "stale":
      return "Prepare again";
    case "cancelled":
      return seeds > 0 ? "Continue" : "Play";
    case "failed":
      return "Try again";
    case "finished":
      return "Play again";
    default:
      return "Play";
  }
}
