/** What examples share. */

/** Numbers at equal distances. */
export const range = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
/** An axis. */
export const accuracy = { label: "accuracy", format: ".0%" };
/** Where they come from. */
export const MADE = "Made-up numbers.";

/** Methods and their made-up accuracies. */
export const METHODS = [
  ["best member", "single", 0.928, 0.011],
  ["ensemble of all outputs", "ensemble", 0.951, 0.008],
  ["uniform soup", "soup", 0.936, 0.012],
  ["greedy soup", "soup", 0.944, 0.009],
  ["learned soup", "soup", 0.947, 0.01],
  ["student of the ensemble", "student", 0.939, 0.013],
] as const;
