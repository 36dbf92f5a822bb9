/** What leaves an exhibit's page: its link, its results, its set-up. */

import { msg, str, translated } from "../language/message.ts";
import { LONGEST } from "../link.ts";
import { fileName, hand } from "../output/download.ts";
import * as results from "../output/results.ts";
import * as run from "../output/run.ts";
import { faultOf } from "../wire.ts";
import type { Finding } from "./entry.ts";
import type { Exhibit } from "./exhibit.ts";
import type { Expected } from "./predictions.ts";

/** Every file that the menu offers; figures have files of their own. */
export const files = (): [FileKind, string][] => [
  ["results", msg("Verdicts, .json")],
  ["markdown", msg("Verdicts, Markdown")],
  ["latex", msg("Verdicts, LaTeX")],
  ["run", msg("The set-up, .soupcon.json")],
];

/** One of them. */
export type FileKind = "results" | "markdown" | "latex" | "run";

/** Copies the link; says so, or why not. */
export async function copyLink(exhibit: Exhibit): Promise<void> {
  const href = exhibit.link;
  if (href.length > LONGEST) {
    exhibit.notify("E-LINK-LONG", msg(str`The link would have ${href.length} characters; the limit is ${LONGEST}.`));
    return;
  }
  await copy(exhibit, href, msg("The link is copied."));
}

/** Puts a text on the clipboard; says so, or why not. */
export async function copy(exhibit: Exhibit, text: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    exhibit.notify("COPIED", words);
    setTimeout(() => exhibit.dismiss("COPIED"), 4000);
  } catch {
    exhibit.notify("E-CLIPBOARD", msg("This browser does not let the page copy."));
  }
}

/** Makes a file and hands it to the visitor. */
export function save(exhibit: Exhibit, kind: FileKind): void {
  try {
    const [content, extension, type] = MADE[kind](exhibit);
    const { slug } = exhibit.entry.card;
    hand(content, fileName({ slug, figure: kind, seed: Number(exhibit.controls.value.seed), extension }), type);
    exhibit.dismiss("E-EXPORT");
  } catch (error) {
    exhibit.notify("E-EXPORT", translated(faultOf(error).message));
  }
}

const TEXT = "text/plain;charset=utf-8";
const MADE: Record<FileKind, (exhibit: Exhibit) => [string, string, string]> = {
  results: (exhibit) => [results.json(table(exhibit)), "json", "application/json"],
  markdown: (exhibit) => [results.markdown(table(exhibit)), "md", TEXT],
  latex: (exhibit) => [results.latex(table(exhibit)), "tex", TEXT],
  run: ({ entry, controls, pins }) => {
    const saved = { page: entry.card.slug, state: controls.value, pins: pins.all.value.map((pin) => pin.controls) };
    return [run.written(saved as Parameters<typeof run.written>[0]), "soupcon.json", "application/json"];
  },
};

const predicted = (expected: Expected | undefined) => (expected ? { predicted: expected } : {});

/** Claims and what was found of them, with what was expected before. */
function table({ entry, session, controls, predictions }: Exhibit): results.Results {
  const findings = session.findings.value;
  if (findings.length === 0) throw new Error(msg("There are no verdicts yet: press Play first."));
  const found = (id: string): Finding | undefined => findings.find((one) => one.id === id);
  const cell = (id: string) => {
    const interval = found(id)?.interval;
    return interval ? { value: interval.mean, low: interval.low, high: interval.high, n: interval.n } : null;
  };
  return {
    title: `${entry.card.title}: what was claimed and what was found`,
    note: `Seed ${controls.value.seed}, ${session.run.value.seeds} repetitions. Mean differences with Student’s 95 % intervals.`,
    measures: [{ label: "difference" }],
    rows: entry.claims.map((claim) => ({
      ...predicted(predictions.expected.value.get(claim.id)),
      name: `${claim.id}: ${claim.difference}${claim.unit ? ` (${claim.unit})` : ""}: ${found(claim.id)?.verdict ?? "not yet run"}`,
      cells: [cell(claim.id)],
    })),
  };
}
