/** Sentences about runs and claims: the same on the page and where it is written. */

import { msg, plural, str, translated } from "../language/message.ts";
import { interval as ends, fixed } from "../language/number.ts";
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

/** A verdict in words. */
export function verdictWords(verdict: Verdict): string {
  const words: Record<Verdict, string> = {
    "same direction": msg("same direction"),
    "not seen at this size": msg("not seen at this size"),
    opposite: msg("opposite"),
    "not yet run": msg("not yet run"),
  };
  return words[verdict];
}

/** As many digits behind the point as half the interval's width has to its second figure. */
function digits(half: number): number {
  return half > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(half)))) : 1;
}

/** What was measured of a claim: the mean difference, its interval, the seeds. */
export function hereWords(claim: Claim, finding: Finding | undefined): string {
  const { interval } = finding ?? {};
  if (!interval) return msg("no number yet");
  const isShare = SHARES.includes(claim.unit);
  const scale = isShare ? 100 : 1;
  const half = (scale * (interval.high - interval.low)) / 2;
  // Where all seeds agree, the number itself says how finely.
  const places = digits(half > 1e-12 ? half : Math.abs(scale * interval.mean));
  const say = (value: number) => fixed(scale * value, places).replace("-", "−");
  const sign = interval.mean > 0 ? "+" : "";
  const unit = isShare ? msg("points") : translated(claim.unit);
  const value = `${sign}${say(interval.mean)}${unit ? ` ${unit}` : ""}`;
  const measured = `${value} ${ends(say(interval.low), say(interval.high))}`;
  return plural(interval.n, {
    one: msg(str`${measured}, ${interval.n} seeds`, { id: "one-seed" }),
    other: msg(str`${measured}, ${interval.n} seeds`),
  });
}

/** A duration as it is said. */
export function duration(seconds: number): string {
  if (seconds < 1) return msg("under 1 s");
  const rounded = seconds < 10 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5;
  return seconds < 90 ? msg(str`${rounded} s`) : msg(str`${Math.round(seconds / 60)} min`);
}

/** Where a run is; `passed` seconds since the present seed was begun. */
export function statusWords(run: Run, passed: number, loaded: number): string {
  const { phase, seeds, wanted, progress } = run;
  const done = msg(str`${seeds} of ${wanted} seeds`);
  switch (phase) {
    case "poster":
      return msg("Not run yet");
    case "loading":
      return msg("Getting the engine …");
    case "preparing":
    case "running": {
      if (loaded < 1) return msg(str`Getting the data: ${Math.round(loaded * 100)}\u00a0%`);
      const left = secondsLeft(run, passed);
      const share = Math.round(progress.share * 100);
      const parts = [msg(str`Seed ${seeds + 1} of ${wanted}: ${share}\u00a0%`), translated(progress.doing)];
      if (left !== undefined) parts.push(msg(str`${duration(left)} left`));
      return parts.filter(Boolean).join(", ");
    }
    case "stopping":
      return msg("Stopping …");
    case "finished":
      return done;
    case "cancelled":
      return msg(str`Stopped after ${done}`);
    case "paused":
      return msg("Paused to save memory");
    case "stale":
      return msg("Settings have changed");
    case "failed":
      return msg("Stopped by an error");
  }
}

/** What the main button does now. */
export function actionWords({ phase, seeds }: Run): string {
  switch (phase) {
    case "loading":
    case "preparing":
    case "running":
    case "stopping":
      return msg("Cancel");
    case "paused":
      return msg("Resume");
    case "stale":
      return msg("Prepare again");
    case "cancelled":
      return seeds > 0 ? msg("Continue") : msg("Play", { id: "exhibit-play" });
    case "failed":
      return msg("Try again");
    case "finished":
      return msg("Play again", { id: "exhibit-play-again" });
    default:
      return msg("Play", { id: "exhibit-play" });
  }
}
