/** What a visitor expects of claims, before they are measured: choices, and the sentences about them. */

import { batch, signal } from "@preact/signals-core";
import { msg, str } from "../language/message.ts";
import type { Claim, Finding, Verdict } from "./entry.ts";
import { hereWords, verdictWords } from "./words.ts";

/** What can be expected of a claim. */
export type Expected = "holds" | "none" | "opposite";
/** Each as it is chosen. */
export const choices = (): [Expected, string][] => [
  ["holds", msg("The claim holds here")],
  ["none", msg("No difference")],
  ["opposite", msg("The opposite")],
];
/** What is expected, as it is said afterwards. */
export function expectedWords(expected: Expected): string {
  if (expected === "holds") return msg("that the claim holds");
  return expected === "none" ? msg("no difference", { id: "expected-none" }) : msg("the opposite");
}

/** The verdict that each would be. */
const MEANT: Readonly<Record<Expected, Verdict>> = {
  holds: "same direction",
  none: "not seen at this size",
  opposite: "opposite",
};

/** Whether a verdict is what was expected; nothing where it leaves that open. */
export function agrees(expected: Expected, verdict: Verdict): boolean | undefined {
  if (verdict === MEANT[expected]) return true;
  // An interval that holds 0 speaks neither for a direction nor against it.
  return verdict === "same direction" || verdict === "opposite" ? false : undefined;
}

/** What was expected, what was measured, and whether they agree. */
export function predictionWords(claim: Claim, expected: Expected, finding: Finding | undefined, isLive: boolean) {
  const said = msg(str`You expected ${expectedWords(expected)}`);
  if (!finding?.interval || finding.verdict === "not yet run")
    return isLive ? msg(str`${said}. A verdict needs two seeds.`) : msg(str`${said}. It is not measured yet.`);
  const [here, verdict] = [hereWords(claim, finding), verdictWords(finding.verdict)];
  const measured = isLive
    ? msg(str`here the difference is ${here}: ${verdict}`)
    : msg(str`in the recorded run the difference is ${here}: ${verdict}`);
  const agreed = agrees(expected, finding.verdict);
  const decided = agreed ? msg("as you expected") : msg("not as you expected");
  return msg(str`${said}; ${measured}, ${agreed === undefined ? msg("which decides nothing") : decided}.`);
}

/** How many of the predictions that are decided came true; nothing where none is. */
export function tally(expected: ReadonlyMap<string, Expected>, findings: readonly Finding[]): string | undefined {
  const all = [...expected].map(([id, one]) =>
    agrees(one, findings.find((it) => it.id === id)?.verdict ?? "not yet run"),
  );
  const decided = all.filter((one) => one !== undefined);
  if (decided.length === 0) return undefined;
  return msg(str`${decided.filter(Boolean).length} of ${all.length} predictions came true.`);
}

/** What a visitor has said so far. It is no setting: it is not undone, and no link has it. */
export class Predictions {
  /** Whether the visitor wants to predict before reading. */
  readonly isAsking = signal(false);
  /** Whether anything was measured in this visit: nothing can be predicted then. */
  readonly isOver = signal(false);
  /** What is expected, by claim. */
  readonly expected = signal<ReadonlyMap<string, Expected>>(new Map());
  /** Claims of which the visitor has asked to see what was recorded. */
  private readonly seen = signal<ReadonlySet<string>>(new Set());

  /** Is told of the first prediction of a claim. */
  constructor(private readonly made: (id: string) => void) {}

  /** Whether a claim still waits for what the visitor says, its recorded verdict being hidden. */
  asks(id: string): boolean {
    return this.isAsking.value && !this.isOver.value && !this.seen.value.has(id);
  }

  expect(id: string, what: Expected): void {
    if (!this.asks(id)) return;
    const isFirst = !this.expected.value.has(id);
    this.expected.value = new Map([...this.expected.value, [id, what]]);
    if (isFirst) this.made(id);
  }

  /** What was recorded of a claim is to be seen. */
  reveal(...ids: string[]): void {
    this.seen.value = new Set([...this.seen.value, ...ids]);
  }

  /** Begins to ask, or ends it: what was said then stays as it is. */
  ask(isWanted: boolean): void {
    batch(() => {
      if (!isWanted && this.isAsking.value) this.reveal(...this.expected.value.keys());
      this.isAsking.value = isWanted;
    });
  }
}
