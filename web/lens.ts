/** The workers that look at the members' weights: one counts and draws, one follows the hand. */

import type { Hand } from "./hire.ts";
import { Desk } from "./serial.ts";
import { type Decisions, decisions, type Files, type Plane, type RunSpec, type Score, type Standing } from "./wire.ts";

/** Points drawn on a map, at most. */
const POINTS = 200;

/** Asks about the members of a run. What follows the hand never waits for what is counted. */
export class Lens {
  private readonly desk = new Desk();
  private readonly near = new Desk();

  constructor(
    private readonly hand: Hand,
    private readonly follower: Hand,
  ) {}

  /** Gives the worker the data and the run; tells the plane that maps show. */
  async prepare(spec: RunSpec, rows: number, files: Files | undefined): Promise<Plane> {
    const ready = (desk: Desk, hand: Hand) =>
      desk.ask(async () => {
        await hand.ask((it) => it.load(spec, files));
        return await hand.ask((it) => it.explore(spec, rows, POINTS));
      });
    const [plane] = await Promise.all([ready(this.desk, this.hand), ready(this.near, this.follower)]);
    return plane;
  }

  /** Takes the weights of all members, and which of them count together. */
  async look(theta: Float32Array, chosen: Uint8Array): Promise<void> {
    const see = (hand: Hand) => hand.ask((it) => it.look(theta, chosen));
    await Promise.all([this.desk.ask(() => see(this.hand)), this.near.ask(() => see(this.follower))]);
  }

  /** Scores on the test rows, as they are or under a shift. */
  standing(shift?: string, severity = 0): Promise<Standing> {
    return this.desk.ask(() => this.hand.ask((it) => it.standing(shift, severity)));
  }

  /** Scores between two members. */
  line(a: number, b: number, t: Float32Array): Promise<Score[]> {
    return this.desk.ask(() => this.hand.ask((it) => it.line(a, b, t)));
  }

  /** Maps of each member, the ensemble and the soup. */
  maps(side: number): Promise<Decisions[]> {
    return this.desk.ask(async () => decisions(await this.hand.ask((it) => it.maps(side)), side));
  }

  /** The map between two members, before all else; nothing where a newer question took its place. */
  between(a: number, b: number, t: number, side: number): Promise<Decisions | undefined> {
    return this.near.newest("between", async () => {
      const bytes = await this.follower.ask((it) => it.between(a, b, t, side));
      return decisions(bytes, side)[0];
    });
  }

  /** Ends the workers. */
  end(): void {
    this.hand.end();
    this.follower.end();
  }
}
