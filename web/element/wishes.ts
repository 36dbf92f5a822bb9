/** What methods of the element are asked for. */

/** What a method that starts work may be given. */
export interface Until {
  /** Ends the work. */
  signal?: AbortSignal;
}

/** What is wanted of a figure. */
export interface Wanted {
  /** Its name; without one the first figure, or all that was measured. */
  figure?: string;
  /** `svg` or `png` of a picture, `csv` or `json` of numbers. */
  format?: string;
  /** Of a `png`: from 1 to 4. */
  scale?: number;
}

/** Which models leave, and how. */
export interface Models {
  /** `combination` (by itself), `m1` and so on, `start`, `student`, or `members`. */
  which?: string;
  /** `safetensors` or `json`. */
  format?: string;
}
