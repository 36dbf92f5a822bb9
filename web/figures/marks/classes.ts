/** What classes look like in drawings: a form and a colour each. */

import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from "d3-shape";
import { CLASSES } from "../../theme.ts";

const FORMS = [symbolCircle, symbolTriangle, symbolSquare, symbolDiamond];

/** The outline of a class's marker of an area, around the origin. */
export const outline = (own: number, area: number): string =>
  symbol(FORMS[own % FORMS.length] ?? symbolCircle, area)() ?? "";

/** The token of a class's colour; the text's where there is none. */
export const colour = (own: number): string => CLASSES[own] ?? "ink";
