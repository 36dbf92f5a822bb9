/** Which column is the label, which are features, and what comes of that. */

import { count, type Given, LIMITS, type Refusal } from "./given.ts";
import { isMissing, isNumber, numberOf, type Table } from "./table.ts";

/** What the visitor chose. */
export interface Roles {
  /** The label's column. */
  label: number;
  /** The features' columns. */
  features: number[];
  /** Leave out rows with a missing or wrong value. */
  skip: boolean;
  /** Features with mean 0 and standard deviation 1. */
  standardise: boolean;
}

/** What would come of it. */
export interface Outcome {
  /** What stands in the way, if anything. */
  refusal?: Refusal;
  /** Rows that can be used, and rows that cannot. */
  kept: number;
  faulty: number;
  /** The classes by name, with their usable rows; no more than a label may have. */
  classes: { name: string; rows: number }[];
  /** How many there are. */
  different: number;
  /** One sentence about all that. */
  sentence: string;
}

const LABELS = ["label", "class", "target", "y"];

/** The label by its name, else the last column; the first 64 other columns of numbers as features. */
export function proposed(table: Table): Roles {
  const { columns } = table;
  const byName = LABELS.map((name) => columns.findIndex((column) => column.name.toLowerCase() === name));
  const label = byName.find((i) => i >= 0) ?? columns.length - 1;
  const features = columns.flatMap(({ kind }, i) => (kind === "number" && i !== label ? [i] : []));
  return { label, features: features.slice(0, LIMITS.features), skip: false, standardise: true };
}

/** Why a row cannot be used, in words, and the column; nothing where it can. */
function fault(table: Table, roles: Roles, row: string[], at = 0): { message: string; column?: number } | undefined {
  const { columns } = table;
  const place = at * table.every + 1;
  if (row.length !== columns.length) {
    const [has, wants] = [count(row.length, "value"), count(columns.length, "column")];
    return { message: `Row ${place}, ${has}, but the table has ${wants}.` };
  }
  for (const column of roles.features) {
    const cell = row[column] ?? "";
    const name = columns[column]?.name;
    if (cell === "") return { message: `Row ${place}, column '${name}': there is no value.`, column };
    if (!Number.isNaN(numberOf(cell))) continue;
    const what = `Row ${place}, column '${name}': '${shortened(cell)}`;
    return {
      message: isNumber(cell) ? `${what}' is too large; the limit is 3.4e38.` : `${what}' is not a number.`,
      column,
    };
  }
  const column = roles.label;
  if (!isMissing(row[column] ?? "")) return undefined;
  return { message: `Row ${place}, column '${columns[column]?.name}': there is no label.`, column };
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** What would come of these roles: the first thing that is wrong, with its place, and the balance. */
export function outcome(table: Table, roles: Roles): Outcome {
  const whole = ofColumns(table, roles);
  let first: Refusal | undefined;
  let [kept, faulty] = [0, 0];
  const tally = new Map<string, number>();
  table.rows.forEach((row, i) => {
    const wrong = fault(table, roles, row, i);
    if (!wrong) {
      const name = row[roles.label] ?? "";
      tally.set(name, (tally.get(name) ?? 0) + 1);
      kept += 1;
      return;
    }
    faulty += 1;
    first ??= { code: "E-DATA-ROW", ...wrong };
  });
  const classes = [...tally].sort(([a], [b]) => inOrder(a, b)).map(([name, rows]) => ({ name, rows }));
  const rows = first && { ...first, message: `${first.message} ${such(faulty)}`, skip: faulty };
  const faults = roles.skip ? undefined : rows;
  // Classes that only faulty rows have are not missing: what is wrong is the rows.
  const lost = classes.length < 2 ? faults : undefined;
  const refusal = whole ?? lost ?? ofClasses(table, roles, classes.length) ?? faults ?? few(kept);
  const sentence = said(table, roles, { kept, faulty, classes: classes.length });
  return {
    ...(refusal ? { refusal } : {}),
    kept,
    faulty,
    classes: classes.slice(0, LIMITS.classes),
    different: classes.length,
    sentence,
  };
}

function such(rows: number): string {
  return rows === 1 ? "No other row is like that." : `${rows.toLocaleString("en-GB")} rows are like that.`;
}

function ofColumns(table: Table, { label, features }: Roles): Refusal | undefined {
  const wrong = (message: string, column = 0): Refusal => ({ code: "E-DATA-COLUMN", message, column });
  if (!table.columns[label]) return wrong("Choose a column as the label.");
  if (features.length === 0) return wrong("Choose at least one column of numbers as a feature.");
  if (features.length > LIMITS.features) {
    return wrong(`${features.length} features are chosen; the limit is ${LIMITS.features}.`);
  }
  const words = features.find((i) => table.columns[i]?.kind !== "number");
  if (words === undefined) return undefined;
  return wrong(`Column '${table.columns[words]?.name}' holds words; a feature must be numbers.`, words);
}

function ofClasses(table: Table, { label }: Roles, classes: number): Refusal | undefined {
  if (classes >= 2 && classes <= LIMITS.classes) return undefined;
  const name = table.columns[label]?.name;
  const found = classes === 0 ? "no value" : classes === 1 ? "one value" : count(classes, "different value");
  const message = `Column '${name}' has ${found}; a label has 2 to ${LIMITS.classes}.`;
  return { code: "E-DATA-LABEL", message, column: label };
}

function few(kept: number): Refusal | undefined {
  if (kept >= LIMITS.least) return undefined;
  return {
    code: "E-DATA-FEW",
    message: `${count(kept, "row")}, at least ${LIMITS.least} needed to hold out a test set.`,
  };
}

function said(table: Table, roles: Roles, of: { kept: number; faulty: number; classes: number }): string {
  const features = count(roles.features.length, "feature");
  const n = of.kept.toLocaleString("en-GB");
  const rows = of.kept === 1 ? `${n} row of ${features}` : `${n} rows of ${features}`;
  const all = `${rows} in ${count(of.classes, "class", "classes")}`;
  const size = table.every > 1 ? `${all}, every ${ordinal(table.every)} of the file` : all;
  if (of.faulty === 0 || !roles.skip) return `${size}.`;
  if (of.faulty === 1) return `${size}. 1 row is left out.`;
  return `${size}. ${of.faulty.toLocaleString("en-GB")} rows are left out.`;
}

/** `2nd`, `3rd`, `4th`. */
export function ordinal(n: number): string {
  const ending = { one: "st", two: "nd", few: "rd" }[
    new Intl.PluralRules("en", { type: "ordinal" }).select(n) as "one"
  ];
  return `${n}${ending ?? "th"}`;
}

/** Numbers by size, words by their letters. */
function inOrder(a: string, b: string): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en", { numeric: true }) : x - y;
}

/** The usable rows, as the core takes them. Features stand as in the file: who splits them, scales them. */
export function given(table: Table, roles: Roles): Given {
  const { classes } = outcome(table, roles);
  const index = new Map(classes.map(({ name }, i) => [name, i]));
  const rows = table.rows.filter((row) => fault(table, roles, row) === undefined);
  const width = roles.features.length;
  const x = new Float32Array(rows.length * width);
  for (const [r, row] of rows.entries()) {
    for (const [f, i] of roles.features.entries()) x[r * width + f] = numberOf(row[i] ?? "");
  }
  const y = Uint32Array.from(rows, (row) => index.get(row[roles.label] ?? "") ?? 0);
  const columns = roles.features.map((i) => table.columns[i]?.name ?? "");
  return {
    name: table.name,
    x,
    y,
    shape: [width],
    classes: classes.map(({ name }) => name),
    columns,
    standardise: roles.standardise,
  };
}
