/** Cells and heads of tables, as they stand on the page. */

import { fixed } from "../language/number.ts";
import { say } from "./axis.ts";
import type { Cell, ColumnSpec } from "./figure.ts";

/** A cell as it stands on the page. */
export function cellText(column: ColumnSpec | undefined, cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  if (column?.format?.endsWith("%")) return fixed(cell * 100, 1);
  return say(column?.format ? { format: column.format } : {}, cell);
}

/** A column's name with its unit. */
export function columnText({ label, unit, format }: ColumnSpec): string {
  return unit ? `${label}, ${unit}` : format?.endsWith("%") ? `${label}, %` : label;
}
