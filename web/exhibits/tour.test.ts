import { expect, test } from "vitest";
import { type Milestone, Tour } from "./tour.ts";

const step = (text: string) => ({ text, set: [], figure: text });
const made = () => {
  const reached: Milestone[] = [];
  return { tour: new Tour(["a", "b", "c"].map(step), (one) => reached.push(one)), reached };
};

test("a tour is gone through between its ends, and links say where one is", () => {
  const { tour } = made();
  expect(tour.word).toBeUndefined();
  tour.go(-1);
  expect(tour.word).toBe("1");
  for (let i = 0; i < 5; i++) tour.go(1);
  expect(tour.word).toBe("3");
});

test("a link names a step, counted from 1; any other is said", () => {
  const { tour } = made();
  expect(tour.adopt("2")).toBeUndefined();
  expect(tour.at.value).toBe(1);
  for (const word of ["0", "4", "1.5", "x"]) expect(tour.adopt(word)).toBe(`Tour: there is no step “${word}”.`);
  expect(tour.at.value).toBeUndefined();
  expect(tour.adopt(undefined)).toBeUndefined();
});

test("a step is reached once, and the tour with the last of them, in whatever order", () => {
  const { tour, reached } = made();
  for (const index of [2, 0, 0, 1, 2]) tour.take(index);
  expect(reached).toEqual([
    { id: "step", step: 3 },
    { id: "step", step: 1 },
    { id: "step", step: 2 },
    { id: "tour", step: 3 },
  ]);
  expect(tour.taken.value?.figure).toBe("c");
});
