/** The height of a frame, after what it says; a layout that answers a change by another does not go round for ever. */

/** Changes in a second, at most. */
const MOST = 5;

/** Says which heights are taken. */
export class Height {
  /** What is set. */
  px = 0;
  private times: number[] = [];

  /** The height to set now; nothing where it stays. */
  next(wanted: number, now: number): number | undefined {
    const px = Math.ceil(wanted);
    if (!(px > 0 && px < 1e5) || px === this.px) return undefined;
    this.times = this.times.filter((time) => now - time < 1000);
    if (this.times.length >= MOST) return undefined;
    this.times.push(now);
    this.px = px;
    return px;
  }
}
