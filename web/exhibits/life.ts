/** The life of an exhibit: where its run is, and what that makes of what happens. */

import type { Progress } from "./entry.ts";

/** Where a run is. */
export type Phase =
  | "poster"
  | "loading"
  | "preparing"
  | "running"
  | "finished"
  | "stopping"
  | "cancelled"
  | "paused"
  | "stale"
  | "failed";

/** A run. */
export interface Run {
  phase: Phase;
  /** Seeds that are prepared. */
  seeds: number;
  /** Seeds that are asked for. */
  wanted: number;
  /** Of the seed that is being prepared. */
  progress: Progress;
  /** Seconds that a seed took last; nothing before the first. */
  seconds: number | undefined;
}

/** What happens to a run. */
export type Event =
  | { what: "play" }
  | { what: "opened" }
  | { what: "progress"; at: Progress }
  | { what: "prepared"; seeds: number; seconds: number }
  | { what: "cancel" }
  | { what: "stopped" }
  | { what: "changed"; seeds: number }
  | { what: "wanted"; seeds: number }
  | { what: "freed" }
  | { what: "failed" }
  | { what: "reset" };

const NOTHING: Progress = { share: 0, doing: "" };

/** Nothing has been computed yet. */
export const begun = (wanted: number): Run => ({
  phase: "poster",
  seeds: 0,
  wanted,
  progress: NOTHING,
  seconds: undefined,
});

/** Whether something is being computed. */
export const isBusy = ({ phase }: Run): boolean => ["loading", "preparing", "running", "stopping"].includes(phase);

/** Whether live controls answer. */
export const isOpen = ({ phase, seeds }: Run): boolean => seeds > 0 && phase !== "stale" && phase !== "failed";

/** While seeds are prepared: the first one in front, the others behind what is shown. */
const under = (seeds: number, wanted: number): Phase =>
  seeds === 0 ? "preparing" : seeds < wanted ? "running" : "finished";

/** What becomes of a run. Events that do not fit where it is change nothing. */
export function after(run: Run, event: Event): Run {
  switch (event.what) {
    case "play":
      return isBusy(run) ? run : { ...run, phase: "loading", progress: NOTHING };
    case "opened":
      return run.phase === "loading" ? { ...run, phase: under(run.seeds, run.wanted) } : run;
    case "progress":
      return run.phase === "preparing" || run.phase === "running" ? { ...run, progress: event.at } : run;
    case "prepared": {
      const { seeds, seconds } = event;
      const phase = run.phase === "stopping" ? "cancelled" : under(seeds, run.wanted);
      return isBusy(run) ? { ...run, seeds, seconds, phase, progress: NOTHING } : run;
    }
    case "cancel":
      return isBusy(run) ? { ...run, phase: "stopping" } : run;
    case "stopped":
      return run.phase === "stopping" ? { ...run, phase: run.seeds > 0 ? "cancelled" : "poster" } : run;
    case "changed": {
      // What is shown stays, and is of the settings before; going back to them finds their seeds again.
      const { seeds } = event;
      if (run.phase === "poster") return run;
      const phase = seeds === 0 ? "stale" : seeds < run.wanted ? "cancelled" : "finished";
      return { ...run, phase, seeds, progress: NOTHING };
    }
    case "wanted": {
      const { seeds: wanted } = event;
      const isOver = run.phase === "running" && run.seeds >= wanted;
      const isMore = run.phase === "finished" && run.seeds < wanted;
      return { ...run, wanted, phase: isOver ? "finished" : isMore ? "cancelled" : run.phase };
    }
    case "freed":
      // What is shown stays; its seeds are prepared again where somebody goes on with it.
      return isBusy(run) || run.seeds > 0 ? { ...run, phase: "paused", seeds: 0, progress: NOTHING } : run;
    case "failed":
      return { ...run, phase: "failed", progress: NOTHING };
    case "reset":
      return { ...begun(run.wanted), seconds: run.seconds };
  }
}

/** Seconds until the present seed is prepared, from what has passed; nothing while too little is known. */
export function secondsLeft({ progress, seconds }: Run, passed: number): number | undefined {
  if (progress.share > 0.08 && passed > 0.5) return (passed * (1 - progress.share)) / progress.share;
  return seconds === undefined ? undefined : Math.max(0, seconds - passed);
}
