/** The height of a frame, after what it says; a layout that answers a change by another does not go round for ever. */

/** Changes in a second, at most. */
const MOST = 5;
/** Milliseconds that they are counted over. */
export const SPAN_MS = 1000;

/** Says which heights are taken. */
export class Height {
  /** What is set. */
  px = 0;
  private times: number[] = [];
  /** The last that came too soon. */
  private missed = 0;

  /** The height to set now; nothing where it stays. */
  next(wanted: number, now: number): number | undefined {
    const px = Math.ceil(wanted);
    if (!(px > 0 && px < 1e5) || px === this.px) return undefined;
    this.times = this.times.filter((time) => now - time < SPAN_MS);
    const isTooSoon = this.times.length >= MOST;
    this.missed = isTooSoon ? px : 0;
    if (isTooSoon) return undefined;
    this.times.push(now);
    this.px = px;
    return px;
  }

  /** Whether one came too soon and is higher: at rest it is taken, so that nothing is cut off and nothing goes round. */
  late(now: number): number | undefined {
    return this.missed > this.px ? this.next(this.missed, now) : undefined;
  }
}
