/** What students have handed in, side by side. */

/** What one student found. */
export interface HandedIn {
  file: string;
  title: string;
  note: string;
  /** Verdicts by claim. */
  verdicts: Map<string, string>;
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
  for (const row of rows) {
    const [, id, verdict] = /^([^:]+): .*: ([^:]+)$/s.exec(String((row as { name?: unknown })?.name ?? "")) ?? [];
    if (id === undefined || verdict === undefined) throw new Error(`${file}: a row has no claim and no verdict.`);
    verdicts.set(id, verdict);
  }
  return { file, title, note, verdicts };
}

/** A table a title: students by claims; what cannot be read is said above. */
export function compared(files: readonly (readonly [file: string, text: string])[]): DocumentFragment {
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
    for (const { file, note, verdicts } of own) {
      const row = element("tr", "", body);
      element("th", file.replace(/\.json$/, ""), row).setAttribute("scope", "row");
      element("td", note.split(".")[0] ?? "", row);
      for (const claim of claims) element("td", verdicts.get(claim) ?? "–", row);
    }
  }
  return out;
}
