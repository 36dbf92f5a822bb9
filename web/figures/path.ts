/** Outlines as path data: lines, steps, areas, links, markers. */

type Place = readonly [number, number];

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
const joined = (places: readonly Place[], digits = 1) =>
  places.map(([x, y]) => `${round(x, digits)},${round(y, digits)}`).join("L");

/** The parts of a line between its gaps. */
function runs<T extends readonly number[]>(places: Iterable<T>): T[][] {
  const out: T[][] = [[]];
  for (const place of places) {
    if (place.every(Number.isFinite)) out.at(-1)?.push(place);
    else out.push([]);
  }
  return out.filter((run) => run.length > 0);
}

/** A line through places; a gap where one is missing. */
export function pathOf(places: Iterable<Place>): string {
  return runs(places)
    .map((run) => `M${joined(run)}${run.length === 1 ? "Z" : ""}`)
    .join("");
}

/** The same, at the height of each place up to the next. */
export function stepsOf(places: readonly Place[]): string {
  return pathOf(
    places.flatMap(([x, y], i): Place[] => {
      const before = places[i - 1];
      return before
        ? [
            [x, before[1]],
            [x, y],
          ]
        : [[x, y]];
    }),
  );
}

/** What lies between two lines: of each place x and both y. */
export function areaOf(places: Iterable<readonly [x: number, low: number, high: number]>): string {
  return runs(places)
    .map((run) => {
      const lower = run.map(([x, low]): Place => [x, low]);
      const upper = run.map(([x, , high]): Place => [x, high]);
      return `M${joined([...upper, ...lower.reverse()])}Z`;
    })
    .join("");
}

/** A link that leaves and arrives level, or upright. */
export function linkOf([x, y]: Place, [u, v]: Place, isUpright: boolean): string {
  const middle = isUpright ? (y + v) / 2 : (x + u) / 2;
  const bend = isUpright ? [x, middle, u, middle] : [middle, y, middle, v];
  const [from, ...to] = [
    [x, y],
    [...bend, u, v],
  ].map((places) => places.map((value) => round(value, 3)).join());
  return `M${from}C${to}`;
}

/** A marker; a diamond is a square on its corner, a rhomb is narrower. */
export type Form = "circle" | "square" | "diamond" | "rhomb" | "triangle";

/** The markers of classes. */
const CLASSES: readonly Form[] = ["circle", "triangle", "square", "rhomb"];

const closed = (places: readonly Place[]) => `M${joined(places, 3)}Z`;
const cornered = (x: number, y: number) =>
  closed([
    [0, -y],
    [x, 0],
    [0, y],
    [-x, 0],
  ]);

const FORMS: Record<Form, (area: number) => string> = {
  circle: (area) => {
    const r = round(Math.sqrt(area / Math.PI), 3);
    return `M${r},0A${r},${r},0,1,1,${-r},0A${r},${r},0,1,1,${r},0`;
  },
  square: (area) => {
    const side = round(Math.sqrt(area), 3);
    const half = round(side / 2, 3);
    return `M${-half},${-half}h${side}v${side}h${-side}Z`;
  },
  diamond: (area) => cornered(Math.sqrt(area) * 0.62625, Math.sqrt(area) * 0.62625),
  rhomb: (area) => {
    const y = Math.sqrt((area * Math.sqrt(3)) / 2);
    return cornered(y / Math.sqrt(3), y);
  },
  triangle: (area) => {
    const y = Math.sqrt(area / (Math.sqrt(3) * 3));
    const x = Math.sqrt(3) * y;
    return closed([
      [0, -2 * y],
      [x, y],
      [-x, y],
    ]);
  },
};

/** A marker of an area around the origin. */
export const markerOf = (form: Form, area: number): string => FORMS[form](area);

/** The marker of a class; after four they begin anew. */
export const classMarker = (own: number, area: number): string =>
  markerOf(CLASSES[own % CLASSES.length] ?? "circle", area);
