// @vitest-environment jsdom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Entry, Recorded } from "../exhibits/entry.ts";
import type { Cell, ColumnSpec, FigureSpec } from "../figures/figure.ts";
import { speakLanguage } from "./locale.ts";
import { phrases } from "./phrases.ts";

const web = join(process.cwd(), "web");
const json = (path: string) => JSON.parse(readFileSync(join(web, path), "utf8"));
const SHARED = json("language/fr/core/exhibits.json");

/** The exhibits, and sentences that they say at other settings than the recorded ones. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "model-soups": [
    "Of 3 chosen members the TIES, density 0.2, λ = 1 is right on 87.5 % of the test rows; members on 86.3 % on average, the best on validation rows on 86.2 %.",
    "Of 2 chosen members the mix, α = -0.5 is right on NaN % of the test rows; members on 86.3 % on average, the best on validation rows on 86.2 %.",
    "The task arithmetic, λ = 1.5 cannot be made of these members: it needs a start that they share. Members are right on 86.3 % on average.",
    "The SLERP, t = 0.5 needs a start that members share.",
    "The members; the chosen members make the soup and the ensemble; the first seed.",
    "Members by falling accuracy on 200 validation rows, ties refused; the first seed.",
    "All members of the first seed; a mean over rotation, translation, noise.",
    "The DARE, density 0.3, λ = 2 of the chosen members: 87.5 %, and 79.3 % with gaussian noise, severity 5.",
    "Places decided as by the ensemble: mix, α = 0.35 95 %, soup of starts of their own 44 %.",
    "weights, gaussian noise, severity 5",
    "DARE, density 0.3, λ = 2, chosen members of the first seed",
    "fine-tuning members from one start",
  ],
  "heritage-soups": [
    "The last checkpoint is right on 77.7 % of the test images, the last checkpoint on 75.5 %; Brier bias 0.241, variance 0.081.",
    "Checkpoints after 200 steps of warm-up. 2000 test images, 6 runs of one seed.",
    "The custom soup: the first seed. 2000 test images, means over 5 seeds of 6 runs each; bands are 95 % intervals of the mean (Student).",
    "From the last checkpoint to the uniform soup the bias goes from 0.237 to 0.237 and the net variance from -0.122 to 0.086 (error).",
    "Around the class that most runs say; net variance may be below 0. 2000 test images, 6 runs of one seed.",
    "The greedy soup's 1 checkpoints have a relative spread of no, as many that are best on validation no; stress of the map 0.23.",
    "Of the images of class ankle boot 20 % are taken for 0; T-shirts, pullovers, coats and shirts are wrong in 40.1 % of the cases.",
    "The soft voting; all runs together.",
    "training 6 runs",
  ],
  pld: [
    "After 500 steps. 2000 test rows, one seed.",
    "The label is chosen first by labels alone with 7 %.",
    "No student of these losses was trained.",
    "Students are right on: PLD, τ = 1.5 80.3 %.",
    "Best: KD, T = 4, labels × 0.1 85.2 %; the teacher 92.0 %.",
    "Students of the same first weights and batches. 2000 test rows, one seed.",
    "training students by ListMLE, first 3",
  ],
  "logit-standardization": [
    "2 000 test rows. One seed.",
    "With the teacher's logits times 0.1 students are right on: labels alone 83.1 %; DKD, T = 4 84.7 %; DKD, standardised, τ = 2.5 87.5 %; MSE 86.9 %; DIST, T = 4 80.0 %.",
    "Raw logits prefer the right student (0.486 against 0.528), standardised ones the wrong one (0.000 against 0.001).",
    "The teacher's deviation is 5.29 on average; KD, standardised, τ = 2 2.64.",
    "training students by DKD, standardised",
  ],
  "dual-head-kd": [
    "After 50 steps labels alone are right on 81.8 % of the test rows, labels and MSE on one head on 87.0 %, on two heads on 84.0 %.",
    "After 50 steps. 2000 test rows, one seed.",
    "Cross-entropy and KD at temperature 0.5, on rows the student learns from; the first seed. With two heads each has weights of its own, and only the features are shared.",
    "The frame of two heads, KD × 0.1",
    "Best: two heads, MSE × 10 87.3 %; the teacher 92.0 %.",
    "This student was not trained.",
    "training 11 students",
  ],
  ensloss: [
    "On moons after 100 steps logistic is right on 85.0 % of the test rows.",
    "Test rows of 4 v 9. The mean of 2 draws of training and test rows, one seed.",
    "training 5 networks on breast cancer",
    "Best: EnsLoss, λ redrawn on 4 v 9, logistic on breast cancer.",
  ],
  "forest-smoothers": [
    "The random forest of 1 tree uses 250.0 effective parameters at new inputs; there are 250 training rows.",
    "n times the mean squared length of the weights. One seed.",
    "The mean tree's error 3.10 is the forest's 1.20 and 1.90 of luck; even the best tree has 2.50.",
    "Without noise the forest is better than the greedy tree by 0.50 with 16 leaves, by 0.40 with 8 and by -0.30 with 4.",
    "The classes hold 40 %, 35 %, 25 % of the map.",
    "greedy tree, 16 leaves",
    "mean tree, 8 leaves",
    "class 3",
  ],
  "run-off-election": [
    "Mean logits are right on 88.2 % of the test rows, and certify none of them.",
    "With 10 poisoned samples the majority is certainly right on 78.8 % of the test rows, the run-off on 79.1 %.",
    "At a budget of 10 the run-off certifies 79.1 %, the majority 78.8 %. Under the attack 80.2 % are still right; 0 winners were turned within their certificate.",
    "Sample 0 is of class 9; 0 and 5 meet and 0 wins. 21 models keep it out of the final, 19 make it lose one: certificate 18; by majority 14. 10 replaced models make class 5 win.",
    "Sample 0 is of class 9; 0 and 5 meet and 0 wins. no number of models keep it out of the final, 19 make it lose one: certificate 18; by majority 14. 10 replaced models change nothing.",
    "Sample 0 is of class 9; 0 and 5 meet and 0 wins. certificate 12 parts; by majority 14.",
    "62 % of the map keep their winner with 10 poisoned samples; the safest place survives 7.",
    "training 50 models, each on its own part",
    "Right, with a certificate of at least the budget. 2000 test rows, one seed.",
  ],
  "spurious-diversity": [
    "Two models of votes are right on 77.5 and 77.4 % of the rows, on 94.8 % if their outputs are added and on 94.8 % if their weights are averaged.",
    "Two models of votes are right on 77.5 and 77.4 % of the rows, on 94.8 % if their outputs are added and on 94.8 % if their weights are averaged; networks with patches on 65.7 % alone and on 80.0 % together, 8 of them.",
    "α, the fine-tuned network's part in logits",
    "training 24 networks on digits with patches",
    "no network was trained",
  ],
  "window-cascades": [
    "one member: error 4.4 points, Brier 0.267; ensemble: error 4.9 points, Brier 0.265.",
    'With the policy "single threshold" the false positives at 95 % is 57.9 %; with 50 % of other rows mixed in the area under the curve is 0.281.',
    "single threshold, others mixed in",
    "leaves after 1",
    "On 80 % of the map one member is enough.",
    "0.12 nats on average, 0.69 at most.",
    "0.93 of 1 on average, 1.00 at most.",
    "2 members of the middle width, the first seed.",
    "training 4 members of width 64",
    "Thresholds from validation rows. 4000 test rows, one seed.",
  ],
};

/** What every exhibit says while it is prepared, and of its claims. */
const COMMON = ["drawing data", "training the teacher", "same direction", "not seen at this size", "opposite"];

/** Where the cards, settings and claims of all exhibits come from, once it is built. */
const CORE = join(web, "core/exhibits/exhibits");

/** The cards, settings and claims of all exhibits. */
async function registry(): Promise<Entry[]> {
  const core = await import(/* @vite-ignore */ `${CORE}.js`);
  core.initSync({ module: readFileSync(`${CORE}_bg.wasm`) });
  return core.exhibits();
}

const labelled = (one?: { label?: string; unit?: string }) => [one?.label, one?.unit];
const texts = (cells: readonly (readonly Cell[])[] = []) => cells.flat().filter((cell) => typeof cell === "string");
const table = (columns: readonly ColumnSpec[] = [], rows: readonly (readonly Cell[])[] = []) => [
  ...columns.flatMap(labelled),
  ...texts(rows),
];

/** The words of a figure. */
function ofFigure(figure: FigureSpec): (string | undefined)[] {
  const { title, caption, sentence, x, y, series, grid, points, rules, corners, maps, plane, matrix, stack } = figure;
  return [
    ...[title, caption, sentence],
    ...[x, y, grid].flatMap(labelled),
    ...[series, points, rules, maps, stack?.rows].flatMap((all) => all?.map(({ label }) => label)),
    ...(series ?? []).flatMap(({ names }) => names),
    ...[corners, plane?.names, matrix?.rows, matrix?.columns, stack?.parts].flat(),
    ...table(figure.columns, figure.rows),
  ];
}

/** The words of a recorded run. */
function ofRun({ sentence, figures, table: { columns, rows }, findings }: Recorded): (string | undefined)[] {
  const verdicts = findings.map(({ verdict }) => verdict);
  return [sentence, ...figures.flatMap(ofFigure), ...table(columns, rows), ...verdicts];
}

/** The words of a card, of its settings and claims; papers' titles, authors and venues are names. */
function ofEntry({ card, controls, claims }: Entry): (string | undefined)[] {
  const { title, question, idea, equations, limits, differences, tryNext, teachers, tour } = card;
  return [
    ...[title, question, ...idea, ...limits, ...differences, ...tryNext, ...teachers],
    ...equations.map(({ name }) => name),
    ...tour.map(({ text }) => text),
    ...controls.flatMap((one) => [...labelled(one), one.help]),
    ...controls.flatMap(({ options = [] }) => options.flatMap(({ label, help }) => [label, help])),
    ...claims.flatMap(({ says, paper, difference, unit }) => [says, paper, difference, unit]),
  ];
}

beforeAll(() => speakLanguage("fr"));

test("every exhibit that was recorded is here", () => {
  const recorded = readdirSync(join(web, "recorded")).map((file) => file.replace(/\.json$/, ""));
  expect(Object.keys(OTHERS).sort()).toEqual(recorded.sort());
});

describe.each(Object.entries(OTHERS))("%s", (slug, others) => {
  const { known } = phrases({ ...SHARED, ...json(`language/fr/core/${slug}.json`) });
  const missing = (all: readonly (string | undefined)[]) =>
    [...new Set(all)].filter((text) => text?.trim() && known(text) === undefined);

  test("has French for all that its card, settings and claims say", async () => {
    const own = (await registry()).filter(({ card }) => card.slug === slug);
    expect(own).toHaveLength(1);
    expect(missing(own.flatMap(ofEntry))).toEqual([]);
  });

  test("has French for all that was recorded", () => {
    expect(missing(ofRun(json(`recorded/${slug}.json`)))).toEqual([]);
  });

  test("has French for what it says at other settings", () => {
    expect(missing([...others, ...COMMON])).toEqual([]);
  });
});
