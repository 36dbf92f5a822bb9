/** Turns snapshots of the weights into what the page shows. */

import { batch } from "@preact/signals-core";
import type { Lens } from "../lens.ts";
import type { Dish, On, Scored, Weights } from "../wire.ts";
import * as state from "./state.ts";

/** Points along a side of the maps: while training or moving, and at rest. */
const COARSE = 32;
const FINE = 96;
/** Of members' maps where there are many. */
const MANY = 16;
/** Milliseconds that maps may take: while training or moving, and at rest. Where they would take longer they are coarser. */
const BRIEF_MS = 250;
const LONG_MS = 1500;
/** Milliseconds after the hand's last move until the fine map is drawn. */
const REST_MS = 160;

const TEST: On = { set: "test" };
const ENSEMBLE: Dish = { kind: "ensemble", rule: "probabilities" };
const SOUP: Dish = { kind: "soup", method: "uniform" };

/** Looks at one snapshot after another. */
export class Observer {
  private turn = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;
  /** The weights that are shown. */
  shown: Weights | undefined;

  constructor(
    private readonly lens: Lens,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Forgets what is still to be done for the snapshot before. */
  leave(): void {
    this.turn++;
    clearTimeout(this.rest);
  }

  /** A quick look while the members train: small maps, accuracies. */
  async glance(weights: Weights): Promise<void> {
    const mine = ++this.turn;
    await this.see(weights, weights.diverged.length > MANY ? 24 : COARSE, BRIEF_MS, mine);
    if (mine === this.turn) await this.taste(COARSE);
  }

  /** A full look at rest: large maps, accuracies. */
  async study(weights: Weights): Promise<void> {
    const mine = ++this.turn;
    await this.see(weights, weights.diverged.length > MANY ? COARSE : 64, LONG_MS, mine);
    if (mine === this.turn) await this.taste(FINE);
  }

  /** The hand has moved: a small map at once, a large one at rest. */
  move(): void {
    clearTimeout(this.rest);
    this.taste(COARSE).catch(this.failed);
    this.rest = setTimeout(() => this.taste(FINE).catch(this.failed), REST_MS);
  }

  /** Other members count. */
  async choose(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    await this.lens.choose(counted([...shown.diverged]));
    await this.score(shown, this.turn);
    state.version.value++;
    await this.taste(FINE);
  }

  private async see(weights: Weights, side: number, within: number, mine: number): Promise<void> {
    const diverged = [...weights.diverged];
    const members = diverged.map((_, member): Dish => ({ kind: "member", member }));
    await this.lens.look(weights.theta, counted(diverged));
    this.shown = weights;
    if (mine !== this.turn) return;
    const maps = await this.lens.maps(members, side, within);
    if (mine !== this.turn) return;
    const [scores, entry] = await this.scores(weights);
    if (mine !== this.turn) return;
    batch(() => {
      state.view.value = { step: weights.step, maps, scores, diverged };
      state.history.value = [...state.history.value.filter((past) => past.step < weights.step), entry];
      state.version.value++;
    });
  }

  private async score(weights: Weights, mine: number): Promise<void> {
    const [, entry] = await this.scores(weights);
    if (mine !== this.turn) return;
    state.history.value = [...state.history.value.filter((past) => past.step < weights.step), entry];
  }

  private async scores(weights: Weights): Promise<[Scored[], (typeof state.history.value)[number]]> {
    const members = Array.from(weights.diverged, (_, member): Dish => ({ kind: "member", member }));
    const all = await this.lens.ask<"score">({ ask: "score", of: [...members, ENSEMBLE, SOUP], on: TEST });
    const scores = all.slice(0, members.length);
    const [ensemble, soup] = all.slice(members.length) as [Scored, Scored];
    return [scores, { step: weights.step, value: { members: scores, ensemble, soup } }];
  }

  private async taste(side: number): Promise<void> {
    const of = state.dish.value;
    if (!this.shown) return;
    const isRest = side === FINE;
    const [map, score, besideMap] = await Promise.all([
      this.lens.follow(of, side, isRest ? LONG_MS : BRIEF_MS).catch(refused),
      this.lens.measure(of, TEST),
      isRest ? this.lens.maps([ENSEMBLE], side, LONG_MS).catch(() => []) : [],
    ]);
    batch(() => {
      const before = state.made.value;
      // A number never stands under another one's name.
      if (score !== undefined) state.made.value = { of, map: map ?? before.map, score };
      else if (map !== undefined) state.made.value = { ...before, map };
      const score2 = state.history.value.at(-1)?.value.ensemble;
      state.beside.value = { map: besideMap[0] ?? state.beside.value.map, score: score2 };
    });
  }
}

/** What cannot be formed has no map; why is said beside it. */
function refused(error: unknown): undefined {
  if (typeof error === "object" && error !== null && "code" in error && error.code === "input") return undefined;
  throw error;
}

/** The members that count together: chosen by the visitor and still finite; all of them where none is left. */
export function counted(diverged: readonly number[]): Uint8Array {
  const chosen = state.chosen.value;
  const mask = Uint8Array.from(diverged, (at, i) => (at === 0 && chosen[i] !== false ? 1 : 0));
  return mask.some((one) => one === 1) ? mask : mask.fill(1);
}
