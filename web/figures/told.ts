/** Figures of the core in the language of the page: which of their fields are words. */

import { type Fields, told } from "../language/told.ts";
import type { FigureSpec } from "./figure.ts";

const AXIS = { label: true, unit: true } as const;
const LABEL = { label: true } as const;

const WORDS: Fields<FigureSpec> = {
  title: true,
  caption: true,
  sentence: true,
  x: AXIS,
  y: AXIS,
  series: { label: true, names: true, notes: true },
  grid: AXIS,
  points: LABEL,
  rules: LABEL,
  corners: true,
  maps: LABEL,
  plane: { names: true },
  matrix: { rows: true, columns: true },
  stack: { parts: true, rows: LABEL },
  images: { items: { label: true, said: true, note: true } },
  text: { value: true, second: true },
  graph: { nodes: { label: true, detail: true }, edges: LABEL },
  columns: AXIS,
  rows: true,
};

/** The figure as it is shown; what models have written stays as it is. */
export const toldFigure = (figure: FigureSpec): FigureSpec => told(figure, WORDS);
