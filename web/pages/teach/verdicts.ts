/** What students have handed in, side by side. */

import { type Expected, expectedWords } from "../../exhibits/predictions.ts";

const EXPECTED: readonly Expected[] = ["holds", "none", "opposite"];

/** Bytes that a file of verdicts has at most, and files that are read at once. */
const LIMITS = { bytes: 1_000_000, files: 500 };

/** What one student found. */
export interface HandedIn {
  file: string;
  title: string;
  note: string;
  /** Verdicts by claim. */
  verdicts: Map<string, string>;
  /** What was expected, by claim. */
  expected: Map<string, Expected>;
}

/** Reads a file of verdicts; an error with one sentence where it is none. */
export function read(file: string, text: string): HandedIn {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
  const { title, note, rows } = (value ?? {}) as { title?: unknown; note?: unknown; rows?: unknown };
  if (typeof title !== "string" || typeof note !== "string" || !Array.isArray(rows))
    throw new Error(`${file} is not a file of verdicts: it has no title, note and rows.`);
  const verdicts = new Map<string, string>();
  const expected = new Map<string, Expected>();
  for (const row of rows) {
    const [, id, verdict] = /^([^:]+): .*: ([^:]+)$/s.exec(String((row as { name?: unknown })?.name ?? "")) ?? [];
    if (id === undefined || verdict === undefined) throw new Error(`${file}: a row has no claim and no verdict.`);
    verdicts.set(id, verdict);
    const { predicted } = row as { predicted?: unknown };
    const choice = EXPECTED.find((one) => one === predicted);
    if (choice) expected.set(id, choice);
  }
  return { file, title, note, verdicts, expected };
}

/** The texts of files, or why a file is not read: too many, too large, not to be had. */
export async function texts(files: readonly File[]): Promise<(readonly [file: string, text: string | Error])[]> {
  if (files.length > LIMITS.files)
    return [["", new Error(`${files.length} files are chosen; the limit is ${LIMITS.files}.`)]];
  const large = ({ name, size }: File) =>
    new Error(`${name} has ${(size / 1e6).toFixed(1)} MB; the limit for verdicts is ${LIMITS.bytes / 1e6} MB.`);
  const text = (file: File) =>
    file.size > LIMITS.bytes ? large(file) : file.text().catch(() => new Error(`${file.name} could not be read.`));
  return Promise.all(files.map(async (file) => [file.name, await text(file)] as const));
}

/** How many of a class expected what of a claim. */
export function expectations(all: readonly HandedIn[], claim: string): string {
  const count = (what: Expected | undefined) => all.filter(({ expected }) => expected.get(claim) === what).length;
  const said = EXPECTED.flatMap((what) => (count(what) > 0 ? `${count(what)} ${expectedWords(what)}` : []));
  const silent = count(undefined);
  return [...said, ...(silent > 0 ? [`${silent} nothing`] : [])].join(", ");
}

/** A table a title: students by claims; what cannot be read is said above. */
export function compared(files: readonly (readonly [file: string, text: string | Error])[]): DocumentFragment {
  const out = document.createDocumentFragment();
  const element = (tag: string, text: string, within: Node = out): HTMLElement => {
    const made = document.createElement(tag);
    made.textContent = text;
    within.appendChild(made);
    return made;
  };
  const all: HandedIn[] = [];
  for (const [file, text] of files) {
    try {
      if (text instanceof Error) throw text;
      all.push(read(file, text));
    } catch (error) {
      element("p", (error as Error).message).className = "fault";
    }
  }
  for (const title of new Set(all.map((one) => one.title))) {
    const own = all.filter((one) => one.title === title);
    const claims = [...new Set(own.flatMap(({ verdicts }) => [...verdicts.keys()]))];
    const table = element("table", "");
    element("caption", title, table);
    const head = element("tr", "", element("thead", "", table));
    for (const name of ["student", "run", ...claims]) element("th", name, head).setAttribute("scope", "col");
    const body = element("tbody", "", table);
    for (const { file, note, verdicts, expected } of own) {
      const row = element("tr", "", body);
      element("th", file.replace(/\.json$/, ""), row).setAttribute("scope", "row");
      element("td", note.split(".")[0] ?? "", row);
      for (const claim of claims) {
        const cell = element("td", verdicts.get(claim) ?? "–", row);
        const what = expected.get(claim);
        if (what) element("span", `expected ${expectedWords(what)}`, cell).className = "expected";
      }
    }
    if (own.every(({ expected }) => expected.size === 0)) continue;
    const sums = element("tr", "", element("tfoot", "", table));
    element("th", "expected", sums).setAttribute("scope", "row");
    element("td", own.length === 1 ? "1 student" : `${own.length} students`, sums);
    for (const claim of claims) element("td", expectations(own, claim), sums);
  }
  return out;
}
