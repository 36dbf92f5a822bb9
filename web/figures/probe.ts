/** What maps decide at one place, in words: their places are read out as the points of other figures are. */

import { msg, str } from "../language/message.ts";
import { percent } from "../language/number.ts";
import type { FigureSpec, MapSpec } from "./figure.ts";
import type { Target } from "./frame.ts";

/** A map, as exhibits and the Kitchen have it. */
type Map = Pick<MapSpec, "side" | "winner" | "share">;

/** The cell of a map at a place from the upper left, 0 to 1. */
function cellAt(side: number, x: number, y: number): number {
  const cell = (place: number) => Math.min(side - 1, Math.max(0, Math.floor(place * side)));
  return cell(y) * side + cell(x);
}

/** The class that wins at a place from the upper left, 0 to 1, and its probability. */
export function decision({ side, winner, share }: Map, x: number, y: number): { winner: number; share: number } {
  const at = cellAt(side, x, y);
  return { winner: winner[at] ?? 0, share: (share[at] ?? 0) / 255 };
}

/** A place from the upper left, 0 to 1, in words. */
export function placeWords(x: number, y: number): string {
  return msg(str`${Math.round(100 * x)} % from the left, ${Math.round(100 * (1 - y))} % from below`);
}

/** What a map decides at a place: “B (83.0%)”. */
export function decisionWords(map: Map, names: readonly string[], x: number, y: number): string {
  const { winner, share } = decision(map, x, y);
  return `${names[winner] ?? winner} (${percent(share)})`;
}

/** Every place of the maps of a figure, drawn `size` pixels wide; rows from above are series. */
export function targetsOf({ maps = [], plane, kind }: FigureSpec, size: number): Target[] {
  const shown = kind === "boundary" ? maps.slice(0, 1) : maps;
  const names = plane?.names ?? [];
  const side = shown[0]?.side ?? 0;
  const place = (i: number) => (i + 0.5) / side;
  return Array.from({ length: side * side }, (_, i) => {
    const [index, series] = [i % side, Math.floor(i / side)];
    const [x, y] = [place(index), place(series)];
    const said = (map: MapSpec) =>
      shown.length === 1 ? decisionWords(map, names, x, y) : msg(str`${map.label}: ${decisionWords(map, names, x, y)}`);
    const words = () => msg(str`${placeWords(x, y)}: ${shown.map(said).join("; ")}`);
    return { series, index, x: x * size, y: y * size, words };
  });
}
