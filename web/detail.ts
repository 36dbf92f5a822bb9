/** How fine maps may be: as fine as the time allows, by what a point has taken so far. */

/** Points along a side. Few sizes: each has a program of its own. */
const SIDES = [96, 64, 48, 32, 24, 16, 12] as const;

/** Chooses the sizes of maps. */
export class Detail {
  /** Milliseconds of one model at one point, the least that was seen. */
  private each: number | undefined;

  /** `guess` holds until a first map has been timed; 0 is so fast that every map may be as fine as asked for. */
  constructor(private readonly guess = 0) {}

  /** The points along a side, at most `most`, of maps of so many models that shall take no longer than `within` milliseconds. */
  side(most: number, models: number, within: number): number {
    const points = within / ((this.each ?? this.guess) * models);
    return SIDES.find((side) => side <= most && side * side <= points) ?? Math.min(most, 12);
  }

  /** Takes note of the time of a map. */
  took(side: number, models: number, milliseconds: number): void {
    const each = milliseconds / (side * side * models);
    this.each = Math.min(this.each ?? each, each);
  }
}
