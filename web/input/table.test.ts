import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS, Refused } from "./given.ts";
import { changed } from "./preview.ts";
import { look, read, take } from "./reader.ts";
import { given, ordinal, outcome, proposed } from "./roles.ts";
import { parse } from "./table.ts";

/** Rows of two numbers and a label. */
function lines(n: number, odd: Record<number, string> = {}): string {
  const line = (i: number) => odd[i + 1] ?? `${i},${(i % 7) / 2},${["no", "yes"][i % 2]}`;
  return ["age,size,class", ...Array.from({ length: n }, (_, i) => line(i))].join("\n");
}

/** The sentence of a refusal. */
async function refusal(name: string, text: string): Promise<string> {
  const why = await parse(name, text).catch((error: unknown) => error);
  expect(why).toBeInstanceOf(Refused);
  return (why as Refused).message;
}

describe("text as a table", () => {
  test("columns are named, counted and told apart", async () => {
    const table = await parse("t.csv", 'age,size,"the, class"\r\n1,2.5,a\r\n,n/a,b\r\n3,-1e2,a\r\n');
    expect(table.columns).toEqual([
      { name: "age", kind: "number", missing: 1, distinct: 2 },
      { name: "size", kind: "number", missing: 1, distinct: 2 },
      { name: "the, class", kind: "text", missing: 0, distinct: 2 },
    ]);
    expect(table.rows).toHaveLength(3);
  });

  test("a first row of numbers is data, unless it is said to be names", async () => {
    expect(await parse("t.csv", "1,2\n3,4\n")).toMatchObject({
      header: false,
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
    });
    const named = await parse("t.csv", "1,2\n3,4\n", { header: true });
    expect(named).toMatchObject({ header: true, rows: [["3", "4"]] });
    expect(named.columns.map(({ name }) => name)).toEqual(["1", "2"]);
  });

  test("tabs, semicolons with decimal commas, a byte order mark and doubled names are read", async () => {
    expect((await parse("t.tsv", "a\tb\n1\t2\n")).rows).toEqual([["1", "2"]]);
    const german = await parse("t.csv", "\uFEFFx;x;k\n1,5;-2,25;a\n");
    expect(german.rows).toEqual([["1.5", "-2.25", "a"]]);
    expect(german.columns.map(({ name }) => name)).toEqual(["x", "x (2)", "k"]);
  });

  test("JSON in each of its forms is the same table", async () => {
    const rows = [
      ["1", "a"],
      ["2", ""],
    ];
    for (const text of [
      '[{"x": 1, "k": "a"}, {"x": 2, "k": null}]',
      '{"x": [1, 2], "k": ["a"]}',
      '{"columns": ["x", "k"], "data": [[1, "a"], [2, null]]}',
      '[["x", "k"], [1, "a"], [2, null]]',
    ]) {
      const table = await parse("t.json", text);
      expect(table.rows).toEqual(rows);
      expect(table.columns.map(({ name }) => name)).toEqual(["x", "k"]);
    }
  });

  test("what is no table is refused in one sentence", async () => {
    expect(await refusal("t.csv", " \n")).toBe("t.csv is empty.");
    expect(await refusal("t.csv", "a,b\n")).toBe("t.csv has no rows of data.");
    expect(await refusal("t.csv", "1\n2\n")).toMatch(/one column/);
    expect(await refusal("t.bin", "a\0b")).toMatch(/is not text/);
    expect(await refusal("t.csv", 'a,b\n"1,2\n')).toMatch(/quotation mark/);
    expect(await refusal("t.json", "[1, 2]")).toBe("Row 1 is not an object like the others.");
    expect(await refusal("t.json", '[{"x": [1]}]')).toBe("Row 1, column 'x': a list or an object is not a value.");
    expect(await refusal("t.json", '{"x": 1}')).toMatch(/must be a list of rows or an object of columns/);
    expect(await refusal("t.json", "[{")).toMatch(/is not JSON/);
    expect(await refusal("t.csv", `${Array(200).fill("1").join(",")}\n`)).toBe("200 columns; the limit is 128.");
  });

  test("too many rows are refused with the step that would do, and that step is taken", async () => {
    const text = lines(LIMITS.rows + 1);
    const why = (await parse("t.csv", text).catch((error: unknown) => error)) as Refused;
    expect(why.refusal).toMatchObject({ code: "E-DATA-SIZE", every: 2 });
    expect(why.message).toBe("50,001 rows; the limit is 5 MB or 50,000 rows.");
    const table = await parse("t.csv", text, { every: 2 });
    expect(table.rows.length).toBe(25_001);
    expect(table.rows[1]?.[0]).toBe("2");
  });

  test("any text gives a table or a sentence", async () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.string()).map((parts) => parts.join("\n")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        const found = await parse("t.csv", text).catch((why: unknown) => why);
        if (found instanceof Refused) expect(found.message).toMatch(/\.$/);
        else expect(found).toHaveProperty("rows");
      }),
    );
  });
});

describe("roles", () => {
  test("the label is the column of that name, else the last one", async () => {
    expect(proposed(await parse("t.csv", "Target,a,b\n1,2,3\n"))).toMatchObject({ label: 0, features: [1, 2] });
    expect(proposed(await parse("t.csv", "a,b,word\n2,3,x\n"))).toMatchObject({ label: 2, features: [0, 1] });
    const wide = [...Array(80).keys()].map((i) => `f${i}`).concat("y");
    const table = await parse("t.csv", `${wide}\n${wide.map((_, i) => i)}\n`);
    expect(proposed(table).features).toHaveLength(LIMITS.features);
  });

  test("the first wrong row is named with its place, and all of them are counted", async () => {
    const table = await parse("t.csv", lines(30, { 14: "n/a,2,yes", 20: ",1,no", 25: "5,1," }));
    const roles = proposed(table);
    const found = outcome(table, roles);
    expect(found.refusal).toEqual({
      code: "E-DATA-ROW",
      message: "Row 14, column 'age': 'n/a' is not a number. 3 rows are like that.",
      skip: 3,
      column: 0,
    });
    expect(outcome(table, { ...roles, skip: true })).toEqual({
      kept: 27,
      faulty: 3,
      different: 2,
      classes: [
        { name: "no", rows: 14 },
        { name: "yes", rows: 13 },
      ],
      sentence: "27 rows of 2 features in 2 classes. 3 rows are left out.",
    });
    expect(outcome(table, { ...roles, features: [1], skip: false }).refusal?.message).toBe(
      "Row 25, column 'class': there is no label. No other row is like that.",
    );
  });

  test("a number that single precision cannot hold is no word: it is named, with the limit", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i % 3 ? "1e40" : i},${i},${["no", "yes"][i % 2]}`);
    const table = await parse("t.csv", ["age,size,class", ...rows].join("\n"));
    expect(table.columns[0]?.kind).toBe("number");
    expect(outcome(table, proposed(table)).refusal?.message).toBe(
      "Row 2, column 'age': '1e40' is too large; the limit is 3.4e38. 20 rows are like that.",
    );
    const all = await parse(
      "t.csv",
      ["age,size,class", ...rows.map((row) => row.replace(/^\d+,/, "1e40,"))].join("\n"),
    );
    expect(outcome(all, proposed(all)).refusal?.message).toMatch(
      /^Row 1, .* is too large; .* 30 rows are like that\.$/,
    );
    expect((await parse("t.csv", "1e40,2\n3,4\n")).header).toBe(false);
  });

  test("a row of another length is named", async () => {
    const table = await parse("t.csv", lines(30, { 3: "1,2" }));
    expect(outcome(table, proposed(table)).refusal?.message).toMatch(/^Row 3, 2 values, but the table has 3 columns\./);
  });

  test("labels, features and too few rows are refused", async () => {
    const table = await parse("t.csv", lines(60));
    const roles = proposed(table);
    const said = (change: object) => outcome(table, { ...roles, ...change }).refusal;
    expect(said({ label: 0, features: [1] })).toMatchObject({
      code: "E-DATA-LABEL",
      message: "Column 'age' has 60 different values; a label has 2 to 32.",
    });
    const { classes, different } = outcome(table, { ...roles, label: 0, features: [1] });
    expect([classes.length, different]).toEqual([32, 60]);
    expect(said({ features: [] })?.message).toBe("Choose at least one column of numbers as a feature.");
    expect(said({ label: -1 })?.message).toBe("Choose a column as the label.");
    expect(said({ label: 1, features: [2] })?.message).toBe("Column 'class' holds words; a feature must be numbers.");
    const small = await parse("t.csv", lines(12));
    expect(outcome(small, proposed(small)).refusal).toMatchObject({
      code: "E-DATA-FEW",
      message: "12 rows, at least 20 needed to hold out a test set.",
    });
  });

  test("rows become numbers and classes in order", async () => {
    const table = await parse(
      "t.csv",
      `x,y\n${Array.from({ length: 24 }, (_, i) => `${i / 2},${[10, 9, 2][i % 3]}`).join("\n")}`,
    );
    const rows = given(table, proposed(table));
    expect(rows).toMatchObject({
      name: "t.csv",
      shape: [1],
      classes: ["2", "9", "10"],
      columns: ["x"],
      standardise: true,
    });
    expect([...rows.y.slice(0, 3)]).toEqual([2, 1, 0]);
    expect([...rows.x.slice(0, 3)]).toEqual([0, 0.5, 1]);
  });

  test("there is one label; the one before becomes a feature if it is numbers", () => {
    const columns = ["number", "number", "text"].map((kind, i) => ({
      name: `${i}`,
      kind: kind as "number",
      missing: 0,
      distinct: 2,
    }));
    const roles = { label: 1, features: [0], skip: false, standardise: true };
    expect(changed({ columns, roles }, 2, "label")).toEqual({ label: 2, features: [0, 1] });
    expect(changed({ columns, roles }, 1, "feature")).toEqual({ label: -1, features: [0, 1] });
    expect(changed({ columns, roles }, 0, "out")).toEqual({ label: 1, features: [] });
    expect([1, 2, 3, 4, 11, 22].map(ordinal)).toEqual(["1st", "2nd", "3rd", "4th", "11th", "22nd"]);
  });
});

describe("files", () => {
  test("a file is read, looked at and taken", async () => {
    const got = await read([new File([lines(40)], "forty.csv")]);
    if (got.kind !== "table") throw new Error(got.kind);
    expect(got.preview).toMatchObject({ total: 40, header: true, outcome: { kept: 40 } });
    expect(got.preview.rows).toHaveLength(20);
    expect(look({ ...got.preview.roles, features: [1] })?.sentence).toBe("40 rows of 1 feature in 2 classes.");
    expect(take(got.preview.roles)?.x).toHaveLength(80);
  });

  test("a file that is too large is refused before it is read", async () => {
    const large = { name: "a.csv", size: 8.2e6, slice: () => new Blob(["a,b"]) } as unknown as File;
    expect(await read([large])).toEqual({
      kind: "refused",
      refusal: { code: "E-DATA-SIZE", message: "8.2 MB; the limit is 5 MB or 50,000 rows.", every: 2 },
    });
    const huge = { ...large, size: 2e8, slice: large.slice } as unknown as File;
    expect(await read([huge])).toMatchObject({
      refusal: { message: "200.0 MB; the limit is 100 MB, of which every n-th row is used." },
    });
  });
});
