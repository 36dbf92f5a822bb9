/** The workers that look at the members' weights: one counts and draws, one follows the hand. */

import { Detail } from "./detail.ts";
import type { Hand } from "./hire.ts";
import { Desk } from "./serial.ts";
import {
  type Answer,
  type Ask,
  type Decisions,
  type Dish,
  decisions,
  type Given,
  type Measure,
  type On,
  type Plane,
  type Question,
  type RunSpec,
  type Scored,
} from "./wire.ts";

/** Points drawn on a map, at most. */
const POINTS = 300;
/** Milliseconds that a network of convolutions takes for a point, before any has been timed. */
const CONVOLUTIONS_MS = 0.05;

const sum = (mask: Uint8Array) => mask.reduce((all, one) => all + one, 0);

/** Asks about the members of a run. What follows the hand never waits for what is counted. */
export class Lens {
  private readonly desk = new Desk();
  private readonly near = new Desk();
  private readonly turns = new Map<string, number>();
  private detail = new Detail();
  /** How many members count together. */
  private counted = 1;
  /** Counts the weights and choices it was given: what is asked after the next is of others. */
  looks = 0;

  constructor(
    private readonly hand: Hand,
    private readonly follower: Hand,
  ) {}

  /** Gives the workers the data and the run; tells the plane that maps show. */
  async prepare(spec: RunSpec, given: Given | undefined): Promise<Plane> {
    this.detail = new Detail(spec.model.kind === "cnn" ? CONVOLUTIONS_MS : 0);
    const [plane] = await this.both(async (hand) => {
      await hand.ask((it) => it.load(spec, given));
      return await hand.ask((it) => it.explore(spec, POINTS));
    });
    return plane;
  }

  /** Lets the workers fetch what they were started without, before it is needed. */
  async complete(): Promise<void> {
    await Promise.all([this.hand.ask((it) => it.complete()), this.follower.ask((it) => it.complete())]);
  }

  /** The weights that the members began at. */
  async begin(start: Float32Array): Promise<void> {
    await this.both((hand) => hand.ask((it) => it.begin(start)));
  }

  /** Takes the weights of all members, and which of them count together. */
  async look(theta: Float32Array, chosen: Uint8Array): Promise<void> {
    this.counted = sum(chosen);
    this.looks++;
    await this.both((hand) => hand.ask((it) => it.look(theta, chosen)));
  }

  /** Takes another choice of members. */
  async choose(chosen: Uint8Array): Promise<void> {
    this.counted = sum(chosen);
    this.looks++;
    await this.both((hand) => hand.ask((it) => it.choose(chosen)));
  }

  /** Takes a student; none if there are no weights. */
  async meet(theta: Float32Array, hidden: number[]): Promise<void> {
    await this.both((hand) => hand.ask((it) => it.meet(theta, hidden)));
  }

  /** Answers a question. */
  ask<A extends Ask>(question: Question<A>): Promise<Answer<A>> {
    return this.desk.ask(() => this.hand.ask((it) => it.ask(question as Question) as Promise<Answer<A>>));
  }

  /** Answers one of several questions of a kind: only the newest; nothing where a newer one took its place. */
  newest<A extends Ask>(kind: string, question: Question<A>): Promise<Answer<A> | undefined> {
    const mine = (this.turns.get(kind) ?? 0) + 1;
    this.turns.set(kind, mine);
    return this.desk.ask(async () => {
      if (mine !== this.turns.get(kind)) return undefined;
      return await this.hand.ask((it) => it.ask(question as Question) as Promise<Answer<A>>);
    });
  }

  /** Maps of dishes: of `most` points along a side, or of as many as can be drawn `within` so many milliseconds. */
  maps(of: Dish[], most: number, within: number): Promise<Decisions[]> {
    return this.desk.ask(() => this.timed(this.hand, of, most, within));
  }

  /** The map of what the hand has chosen, before all else; nothing where a newer question took its place. */
  follow(of: Dish, most: number, within: number): Promise<Decisions | undefined> {
    return this.near.newest("map", async () => (await this.timed(this.follower, [of], most, within))[0]);
  }

  /** How it does; nothing where a newer question took its place. */
  measure(of: Dish, on: On): Promise<Scored | undefined> {
    const question: Question<"score"> = { ask: "score", of: [of], on };
    return this.near.newest("score", async () => {
      const [score] = (await this.follower.ask((it) => it.ask(question))) as Scored[];
      return score;
    });
  }

  /** The weights of a dish. */
  weights(of: Dish): Promise<Float32Array> {
    return this.desk.ask(() => this.hand.ask((it) => it.taste(of)));
  }

  /** The logits of a dish on the rows of a set. */
  logits(of: Dish, set: string): Promise<Float32Array> {
    return this.desk.ask(() => this.hand.ask((it) => it.logits(of, set)));
  }

  /** The first rows of a set. */
  rows(set: string, n: number): Promise<{ x: Float32Array; y: Uint32Array }> {
    return this.desk.ask(() => this.hand.ask((it) => it.rows(set, n)));
  }

  /** Ends the workers. */
  end(): void {
    this.hand.end();
    this.follower.end();
  }

  private async timed(hand: Hand, of: Dish[], most: number, within: number): Promise<Decisions[]> {
    const models = of.reduce((count, { kind }) => count + (kind === "ensemble" ? this.counted : 1), 0);
    const side = this.detail.side(most, models, within);
    const start = performance.now();
    const bytes = await hand.ask((it) => it.maps(of, side));
    this.detail.took(side, models, performance.now() - start);
    return decisions(bytes, side);
  }

  private both<T>(work: (hand: Hand) => Promise<T>): Promise<[T, T]> {
    return Promise.all([this.desk.ask(() => work(this.hand)), this.near.ask(() => work(this.follower))]);
  }
}

/** The measure, where the dish could be formed. */
export function measured(score: Scored | undefined): Measure | undefined {
  return score && "accuracy" in score ? score : undefined;
}
