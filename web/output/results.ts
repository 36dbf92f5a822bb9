/** Results as JSON, as Markdown and as LaTeX, with intervals and the number of rows. */

/** A measured value, its interval and on how much it was measured. */
export interface Measured {
  value: number;
  low?: number;
  high?: number;
  /** Test rows, or repetitions. */
  n?: number;
}

/** A column of results. */
export interface Measure {
  label: string;
  /** Such as `%`; values are then given in hundredths already. */
  unit?: string;
  /** Digits behind the point; by default two of the interval's half-width, else three of the value. */
  digits?: number;
}

/** A table of results: a name for each row, a cell for each measure. */
export interface Results {
  title: string;
  /** How it was measured: seed, intervals, data. */
  note: string;
  measures: Measure[];
  rows: {
    name: string;
    cells: (Measured | null)[];
    /** What was expected of it before; JSON alone has it. */
    predicted?: string;
  }[];
}

/** The digits behind the point that a value deserves. */
function digits({ value, low, high }: Measured, measure: Measure): number {
  if (measure.digits !== undefined) return measure.digits;
  if (Number.isInteger(value) && low === undefined) return 0;
  const size = low !== undefined && high !== undefined ? (high - low) / 2 : Math.abs(value) / 10;
  if (!(size > 0)) return 1;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(size))));
}

/** A cell: value, interval, n. */
function words(cell: Measured | null, measure: Measure, minus: string): string[] {
  if (!cell || !Number.isFinite(cell.value)) return ["–"];
  const { value, low, high } = cell;
  const say = (v: number) => v.toFixed(digits(cell, measure)).replace("-", minus);
  return low === undefined || high === undefined ? [say(value)] : [say(value), `[${say(low)}, ${say(high)}]`];
}

/** The numbers of rows that the cells were measured on: one for all, or what each says. */
function counts({ rows }: Results): number[] {
  const all = rows.flatMap(({ cells }) => cells.flatMap((cell) => (cell?.n === undefined ? [] : [cell.n])));
  return [...new Set(all)].sort((a, b) => a - b);
}

function noted(results: Results): string {
  const n = counts(results);
  return n.length === 0 ? results.note : `${results.note} n = ${n.join(", ")}.`;
}

const heading = ({ label, unit }: Measure) => (unit ? `${label}, ${unit}` : label);

/** JSON. */
export function json(results: Results): string {
  const { title, note, measures, rows } = results;
  const plain = rows.map(({ name, cells, predicted }) => ({
    name,
    ...(predicted === undefined ? {} : { predicted }),
    values: Object.fromEntries(measures.map(({ label }, i) => [label, cells[i] ?? null])),
  }));
  const units = Object.fromEntries(measures.map(({ label, unit }) => [label, unit ?? ""]));
  return JSON.stringify({ title, note, units, rows: plain }, null, 2);
}

/** A Markdown table. */
export function markdown(results: Results): string {
  const safe = (text: string) => text.replace(/[\\|*_`<>[\]]/g, "\\$&").replace(/\s+/g, " ");
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const { measures, rows } = results;
  return [
    `**${safe(results.title)}**`,
    "",
    line(["", ...measures.map((measure) => safe(heading(measure)))]),
    line(["---", ...measures.map(() => "---:")]),
    ...rows.map(({ name, cells }) =>
      line([safe(name), ...measures.map((measure, i) => words(cells[i] ?? null, measure, "−").join(" "))]),
    ),
    "",
    safe(noted(results)),
    "",
  ].join("\n");
}

const LATEX: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "−": "$-$",
  "–": "--",
  ε: "$\\varepsilon$",
  α: "$\\alpha$",
  ℓ: "$\\ell$",
  "∞": "$\\infty$",
};

/** A LaTeX table for the package `booktabs`. */
export function latex(results: Results): string {
  const safe = (text: string) =>
    text.replace(/[\\~^−–εαℓ∞]|[&%$#_{}]/g, (c) => LATEX[c] ?? `\\${c}`).replace(/\s+/g, " ");
  const { measures, rows } = results;
  const line = (cells: string[]) => `    ${cells.join(" & ")} \\\\`;
  const cell = (it: Measured | null, measure: Measure) => {
    const [value = "", interval] = words(it, measure, "-");
    if (value === "–") return "--";
    return interval ? `$${value}$ {\\scriptsize $${interval}$}` : `$${value}$`;
  };
  return [
    "\\begin{table}",
    `  \\caption{${safe(results.title)}. ${safe(noted(results))}}`,
    `  \\begin{tabular}{l${"r".repeat(measures.length)}}`,
    "    \\toprule",
    line(["", ...measures.map((measure) => safe(heading(measure)))]),
    "    \\midrule",
    ...rows.map(({ name, cells }) => line([safe(name), ...measures.map((m, i) => cell(cells[i] ?? null, m))])),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}
