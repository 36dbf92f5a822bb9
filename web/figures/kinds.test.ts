// @vitest-environment jsdom
import { expect, test } from "vitest";
import { EXAMPLES } from "../pages/docs/figures/examples.ts";
import { describe } from "./describe.ts";
import { csv, file, inline, tsv } from "./export.ts";
import { type FigureSpec, isEmpty } from "./figure.ts";
import { MARKS } from "./marks/all.ts";
import { NAMES } from "./palette.ts";
import { nameOf } from "./role.ts";
import { draw, group } from "./shape.ts";
import { cells } from "./table.ts";

const figures = EXAMPLES.map(({ figure }) => figure);
const drawn = figures.filter((figure) => !isEmpty(figure)).map((figure) => [figure.id, figure] as const);
const tokens = new Map(NAMES.map((name, i) => [name, `#${(0x202020 + i * 0x030507).toString(16)}`]));
const source = { exhibit: "Test page", version: "1.2", seed: 7, link: "https://example.org/#v=1&seed=7" };

function parsed(text: string): Document {
  const document = new DOMParser().parseFromString(text, "image/svg+xml");
  expect(document.querySelector("parsererror")?.textContent ?? "").toBe("");
  return document;
}

/** The words that a figure must show: what its series, parts, rows and classes are called. */
function labels(figure: FigureSpec): string[] {
  const { series = [], stack, matrix, images, graph, maps, points = [], corners = [], columns = [] } = figure;
  const members = series.filter(({ role }) => role === "member");
  const own = series.flatMap((one) => {
    if (members.length > 3 && one.role === "member") return [`${members.length} members`];
    if (["curve", "histogram", "trace", "strip"].includes(figure.kind)) return [nameOf(one)];
    return [...(one.names ?? (figure.kind === "landscape" ? [] : [one.label]))];
  });
  return [
    ...own,
    ...(stack ? [...stack.parts, ...stack.rows.map(({ label }) => label)] : []),
    ...[...(matrix?.rows ?? []), ...(graph?.nodes.map(({ label }) => label) ?? []), ...corners],
    ...[...points, ...(images?.items ?? []), ...(maps ?? []), ...columns].map(({ label }) => label),
  ];
}

test("there is an example of every kind", () => {
  expect(new Set(figures.map(({ kind }) => kind))).toEqual(new Set(Object.keys(MARKS)));
});

test.each(drawn)("%s as a file: whole, readable by others, with every name and its source", (_, figure) => {
  const text = file(figure, tokens, source, 720);
  const document = parsed(text);
  expect(text).not.toMatch(/NaN|undefined|Infinity|var\(|color-mix/);
  const words = [...document.querySelectorAll("text")].map(({ textContent }) => textContent ?? "").join(" ");
  for (const label of labels(figure)) {
    for (const part of label.split(" ")) expect(words).toContain(part);
  }
  expect(document.querySelector("title")?.textContent).toBe(figure.title);
  expect(document.querySelector("desc")?.textContent).toBe(describe(figure, "long"));
  expect(words).toContain("seed 7");
  expect(words).toContain(source.link);
  for (const one of document.querySelectorAll("[font-size]")) {
    expect(Number(one.getAttribute("font-size"))).toBeGreaterThanOrEqual(12);
  }
});

test.each(drawn)("%s inline, on a narrow page: colours stay tokens", (_, figure) => {
  const text = inline(figure, 340);
  const svg = parsed(text).documentElement;
  expect(svg.getAttribute("role")).toBe("img");
  expect(svg.getAttribute("aria-label")).toBe(describe(figure, "short"));
  expect(text).toMatch(/var\(--sp-/);
  expect(text).not.toMatch(/NaN|undefined| style=/);
});

test.each(drawn)("%s: what is read out lies on the figure, and is said in words", (_, figure) => {
  const [width, height] = [560, MARKS[figure.kind].height(figure, 560)];
  const targets = MARKS[figure.kind].draw(figure, { width, height }).targets();
  if (figure.kind !== "table") expect(targets.length).toBeGreaterThan(1);
  expect(new Set(targets.map(({ series, index }) => `${series} ${index}`)).size).toBe(targets.length);
  for (const one of targets.slice(0, 300)) {
    expect(one.x).toBeGreaterThanOrEqual(-1);
    expect(one.x).toBeLessThanOrEqual(width + 1);
    expect(one.y).toBeGreaterThanOrEqual(-1);
    expect(one.y).toBeLessThanOrEqual(height + 1);
    expect(one.words()).toMatch(/.{3,}/);
    expect(one.words()).not.toMatch(/NaN|undefined/);
  }
});

test.each(drawn)("%s as rows: all of one length, exact, with units and source", (_, figure) => {
  const { columns, rows } = cells(figure);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  const lines = csv(figure, source).trimEnd().split("\r\n");
  const head = lines.filter((line) => line.startsWith("# "));
  expect(head).toEqual(
    expect.arrayContaining(["# exhibit: Test page", "# version: 1.2", "# seed: 7", `# link: ${source.link}`]),
  );
  expect(lines).toHaveLength(head.length + 1 + rows.length);
  expect(
    tsv(figure)
      .split("\n")
      .map((line) => line.split("\t").length),
  ).toEqual(Array(rows.length + 1).fill(columns.length));
});

test.each(drawn)("%s in words: two lengths, no gap", (_, figure) => {
  const [short, long] = [describe(figure, "short"), describe(figure, "long")];
  expect(short.length).toBeGreaterThan(10);
  expect(long.startsWith(short)).toBe(true);
  expect(long).not.toMatch(/NaN|undefined|\[object/);
});

test("a figure without data says so", () => {
  const empty = figures.find((figure) => isEmpty(figure));
  expect(empty && describe(empty, "long")).toBe("Before the first run. Nothing to show yet.");
});

test("elements stay when a figure changes, and go when they have nothing to show", () => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const show = (figure: FigureSpec) =>
    draw(svg, [group({}, MARKS[figure.kind].draw(figure, { width: 500, height: 240 }).shapes)]);
  const [first] = figures;
  if (!first) throw new Error("no examples");
  show(first);
  const before = [...svg.querySelectorAll("path.line")];
  const text = svg.innerHTML;
  show({ ...first, series: (first.series ?? []).map((one) => ({ ...one, y: Array.from(one.y, (y) => y - 0.01) })) });
  expect([...svg.querySelectorAll("path.line")]).toEqual(before);
  expect(svg.innerHTML).not.toBe(text);
  show(first);
  expect(svg.innerHTML).toBe(text);
  draw(svg, []);
  expect(svg.childElementCount).toBe(0);
});

test("a cell never becomes a formula", () => {
  const figure: FigureSpec = {
    ...{ id: "Ä b/c", kind: "table", title: "t", caption: "", sentence: "" },
    columns: [{ label: 'a "b"' }, { label: "c" }],
    rows: [
      ["=1+1", -2],
      ["x,\ny", null],
    ],
  };
  expect(csv(figure)).toBe('# figure: t\r\n"a ""b""",c\r\n\'=1+1,-2\r\n"x,\ny",\r\n');
});

test("a plane through rows shows them as pictures, and as marks where it is small", () => {
  const between = EXAMPLES.find(({ figure }) => figure.id === "between")?.figure;
  if (!between?.plane || !between.maps) throw new Error("the gallery has no plane through rows");
  const one = parsed(file(between, tokens, source, 720));
  expect(one.querySelectorAll("mask").length).toBeGreaterThan(1);
  expect(one.querySelectorAll("mask:not([x='0'][y='0'])")).toHaveLength(0); // without, they begin outside
  expect(one.querySelectorAll("rect.anchor")).toHaveLength(3);
  expect(one.querySelectorAll("image[image-rendering=pixelated]")).toHaveLength(3);
  const many: FigureSpec = { ...between, kind: "multiples", maps: [...between.maps, ...between.maps] };
  const small = parsed(inline(many, 320));
  expect(small.querySelectorAll("path.anchor")).toHaveLength(6);
  expect(small.querySelectorAll("image[image-rendering=pixelated]")).toHaveLength(0);
});

const square = drawn.filter(([, { kind, identity }]) => kind === "reliability" || (kind === "scatter" && identity));

test.each(square)("%s is square, as wide as a narrow card and as high as any may be", (_, figure) => {
  for (const width of [320, 900]) {
    const height = MARKS[figure.kind].height(figure, width);
    const document = parsed(inline(figure, width, height));
    const axis = [...document.querySelectorAll("line")].find((one) => one.getAttribute("stroke")?.includes("edge"));
    const [left = 0, right = 0, low = 0] = ["x1", "x2", "y1"].map((name) => Number(axis?.getAttribute(name)));
    if (width === 320) expect(right).toBeGreaterThanOrEqual(width - 24);
    else expect(height).toBe(420);
    expect((right - left) / (low - 30)).toBeCloseTo(1, 1);
  }
});

test("the name of a rule lies over the lines, and can be read", () => {
  const curve: FigureSpec = {
    ...{ id: "c", kind: "curve", title: "t", caption: "", sentence: "" },
    series: [{ id: "a", role: "ensemble", label: "E", x: [0, 1, 2], y: [0, 1, 0] }],
    rules: [{ axis: "y", at: 0.5, label: "neither" }],
  };
  const svg = inline(curve, 400, 260);
  expect(svg).toContain('class="line"');
  expect(svg.indexOf("neither")).toBeGreaterThan(svg.lastIndexOf('class="line"'));
});

test("names of rows are whole on a narrow page", () => {
  const names = [0.1, 1, 10].map((weight) => `one head, BinaryKL-Norm × ${weight}`);
  const figure: FigureSpec = {
    ...{ id: "d", kind: "dots", title: "t", caption: "", sentence: "" },
    series: [{ id: "a", role: "student", label: "B", x: [0, 1, 2], y: [0.1, 0.2, 0.3], names }],
  };
  const texts = [...parsed(inline(figure, 308, 200)).querySelectorAll("text")].map((one) => one.textContent);
  for (const name of names) expect(texts).toContain(name.slice("one head, ".length));
});
